using System.Diagnostics;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>What one small operator costs here, and in Python: the two take turns, medians are compared.</summary>
internal static class OperatorCost
{
    private const int Calls = 20_000;

    internal static int Run(string[] args)
    {
        int rounds = args is ["--rounds", var count] ? int.Parse(count) : 7;
        set_num_threads(1);
        var times = new Dictionary<string, Dictionary<string, List<double>>>();
        var bytes = new Dictionary<string, long>();
        foreach (var (name, body) in Cases())
            Time(body, 3);   // compiled before anything is measured
        for (int round = 0; round < rounds; round++)
        {
            foreach (var (name, body) in Cases())
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Add(times, name, "ModelZoo", Time(body, 1));
                bytes[name] = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
            }
            foreach (var (name, value) in Peers.Run("/usr/bin/python3", Peers.Path("operators.py")))
                Add(times, name, "Python", value);
        }
        Console.WriteLine($"ns a call, median of {rounds} alternating rounds of {Calls:N0} calls, one thread, libtorch {RuntimeFacts.Version}");
        Console.WriteLine($"{"case",-16}{"ModelZoo",10}{"Python",10}{"/Python",9}{"bytes",8}");
        foreach (var (name, by) in times)
        {
            double ours = Median(by["ModelZoo"]), python = Median(by["Python"]);
            Console.WriteLine($"{name,-16}{ours,10:F0}{python,10:F0}{ours / python,9:F2}{bytes[name],8}");
        }
        return 0;
    }

    private static IEnumerable<(string, Action)> Cases()
    {
        Tensor a = randn(8, 8), b = randn(8, 8), one = a[1, 2], graded = randn([8, 8], requires_grad: true);
        yield return ("a+b", () => (a + b).Dispose());
        yield return ("a*b", () => (a * b).Dispose());
        yield return ("mm", () => a.mm(b).Dispose());
        yield return ("a+1", () => (a + 1).Dispose());
        yield return ("a.add_(b)", () => a.add_(b));
        yield return ("a+b with grad", () => (graded + b).Dispose());
        yield return ("scope { a+b }", () =>
        {
            using var scope = NewDisposeScope();
            _ = a + b;
        }
        );
        yield return ("backward", () =>
        {
            using var scope = NewDisposeScope();
            (graded * b).sum().backward();
        }
        );
        yield return ("shape", () => _ = a.shape);
        yield return ("dtype", () => _ = a.dtype);
        yield return ("item", () => one.item<float>());
        yield return ("a[1,2].item", () =>
        {
            using var element = a[1, 2];
            element.item<float>();
        }
        );
    }

    private static double Time(Action body, int repeats)
    {
        var best = double.MaxValue;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            var start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Calls; i++)
                body();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
        }
        return best;
    }

    private static void Add(Dictionary<string, Dictionary<string, List<double>>> times, string name, string who, double value)
    {
        if (!times.TryGetValue(name, out var by))
            times[name] = by = [];
        if (!by.TryGetValue(who, out var list))
            by[who] = list = [];
        list.Add(value);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
