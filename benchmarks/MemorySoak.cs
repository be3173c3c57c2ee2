using System.CommandLine;
using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Benchmarks;

/// <summary>soak: trains LeNet for very many steps and watches resident memory and the number of tensors.</summary>
internal static class MemorySoak
{
    private const int Batch = 8, Threads = 4;

    private sealed record Reading(int Step, double Megabytes, long Tensors);

    internal static Command Verb()
    {
        var mode = new Argument<string>("mode")
        {
            Description = "scoped: each step in a dispose scope; forgetful: without one; threads: four at a time",
            DefaultValueFactory = _ => "scoped",
        };
        mode.AcceptOnlyFromAmong("scoped", "forgetful", "threads");
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 100_000 };
        var verb = new Command("soak", "Memory over very many training steps; exit code 1 if it grows") { mode, steps };
        verb.SetAction(parsed => Run(parsed.GetValue(mode)!, parsed.GetValue(steps)));
        return verb;
    }

    private static int Run(string mode, int steps)
    {
        var readings = new List<Reading>();
        _ = ProcessMemory.Now;   // allocates what reading itself needs, before the first reading that counts
        var watch = Stopwatch.StartNew();
        if (mode == "threads")
        {
            set_num_threads(1);
            using var together = new Barrier(Threads);   // so that the end of one is not read as the growth of another
            var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
                Train(steps / Threads, true, number == 0 ? readings : [], together.SignalAndWait))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }
        else
            Train(steps, mode == "scoped", readings, () => { });
        return Report(mode, readings, watch.Elapsed);
    }

    private static void Train(int steps, bool scoped, List<Reading> readings, Action atEnd)
    {
        using var network = Sequential(
            Conv2d(1, 6, 5, padding: 2), Sigmoid(), AvgPool2d(2), Conv2d(6, 16, 5), Sigmoid(), AvgPool2d(2),
            Flatten(), Linear(400, 120), Sigmoid(), Linear(120, 84), Sigmoid(), Linear(84, 10));
        using var images = rand(Batch, 1, 28, 28);
        using var labels = randint(10, [Batch]);
        int every = Math.Max(steps / 10, 1), settled = Math.Min(1000, every);
        for (int step = 1; step <= steps; step++)
        {
            using (var scope = scoped ? NewDisposeScope() : null)
                Step(network, images, labels);
            if (step == settled || step % every == 0)
                readings.Add(Read(step, collect: !scoped));
        }
        atEnd();
    }

    private static void Step(Module<Tensor, Tensor> network, Tensor images, Tensor labels)
    {
        var loss = functional.cross_entropy(network.call(images), labels);
        network.zero_grad();
        loss.backward();
        using (no_grad())
            foreach (var parameter in network.parameters())
                parameter.add_(parameter.grad!, -0.1);
    }

    // Tensors that were not disposed are counted after a collection.
    private static Reading Read(int step, bool collect)
    {
        if (collect)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var reading = new Reading(step, ProcessMemory.Now, Tensor.TotalCount);
        Console.WriteLine($"step {step,8:N0}   resident {reading.Megabytes,8:F1} MB   tensors {reading.Tensors,6}");
        return reading;
    }

    private static int Report(string mode, List<Reading> readings, TimeSpan time)
    {
        var (first, last) = (readings[0], readings[^1]);
        double growth = readings.Max(reading => reading.Megabytes) / first.Megabytes - 1;
        // With four threads a reading comes in the middle of the other three's steps.
        bool steady = mode == "threads" || readings.All(reading => reading.Tensors == first.Tensors);
        bool held = growth < 0.01 && steady;
        Console.WriteLine($"{mode}: resident memory grew by {growth:P2} after step {first.Step:N0}, "
            + $"tensors {first.Tensors} to {last.Tensors}, {time.TotalSeconds:F0} s: {(held ? "held" : "NOT HELD")}");
        return held ? 0 : 1;
    }
}
