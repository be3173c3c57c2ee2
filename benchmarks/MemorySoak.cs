using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Benchmarks;

/// <summary>Trains LeNet for very many steps and watches the resident memory and the number of living tensors.</summary>
internal static class MemorySoak
{
    private const int Batch = 8;

    private sealed record Reading(int Step, double Megabytes, long Handles);

    /// <summary>soak [scoped|forgetful|threads] [--steps N]</summary>
    internal static int Run(string[] args)
    {
        var mode = args.FirstOrDefault(arg => !arg.StartsWith('-')) ?? "scoped";
        int at = Array.IndexOf(args, "--steps");
        int steps = at >= 0 ? int.Parse(args[at + 1]) : 100_000;
        if (mode is not ("scoped" or "forgetful" or "threads"))
        {
            Console.Error.WriteLine($"soak: '{mode}' is not scoped, forgetful or threads.");
            return 2;
        }
        var readings = new List<Reading>();
        _ = Resident(); // what reading itself needs is there before the first reading that counts
        var watch = Stopwatch.StartNew();
        if (mode == "threads")
        {
            set_num_threads(1);
            var threads = Enumerable.Range(0, 4).Select(number => new Thread(() => Train(steps / 4, true, number == 0 ? readings : []))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }
        else
        {
            Train(steps, mode == "scoped", readings);
        }
        return Report(mode, readings, watch.Elapsed);
    }

    private static void Train(int steps, bool scoped, List<Reading> readings)
    {
        using var network = Sequential(
            Conv2d(1, 6, 5, padding: 2), Sigmoid(), AvgPool2d(2), Conv2d(6, 16, 5), Sigmoid(), AvgPool2d(2), Flatten(),
            Linear(400, 120), Sigmoid(), Linear(120, 84), Sigmoid(), Linear(84, 10));
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

    // What is forgotten is counted when the collector has seen it.
    private static Reading Read(int step, bool collect)
    {
        if (collect)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var reading = new Reading(step, Resident(), Tensor.TotalCount);
        Console.WriteLine($"step {reading.Step,8:N0}   resident {reading.Megabytes,8:F1} MB   living tensors {reading.Handles,6}");
        return reading;
    }

    private static double Resident()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    private static int Report(string mode, List<Reading> readings, TimeSpan time)
    {
        var (first, last) = (readings[0], readings[^1]);
        double growth = readings.Max(reading => reading.Megabytes) / first.Megabytes - 1;
        // Four threads are read while the three others are within a step.
        bool steady = mode == "threads" || readings.All(reading => reading.Handles == first.Handles);
        bool held = growth < 0.01 && steady;
        Console.WriteLine($"{mode}: resident memory grew by {growth:P2} after step {first.Step:N0}, living tensors {first.Handles} to {last.Handles}, {time.TotalSeconds:F0} s: {(held ? "held" : "NOT HELD")}");
        return held ? 0 : 1;
    }
}
