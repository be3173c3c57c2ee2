using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>operators: what a call of one small operator costs, here and in Python, by turns.</summary>
internal static class OperatorCost
{
    private const int Calls = 20_000;

    internal static Command Verb()
    {
        var rounds = new Option<int>("--rounds") { Description = "turns of each", DefaultValueFactory = _ => 7 };
        var verb = new Command("operators", "Nanoseconds of one small operator, beside Python's") { rounds };
        verb.SetAction(parsed => Run(parsed.GetValue(rounds)));
        return verb;
    }

    private static void Run(int rounds)
    {
        set_num_threads(1);
        var cases = Cases().ToArray();
        var ours = cases.ToDictionary(item => item.Name, _ => new List<double>());
        var python = cases.ToDictionary(item => item.Name, _ => new List<double>());
        var bytes = new Dictionary<string, long>();
        foreach (var (_, body) in cases)
            for (int i = 0; i < 3; i++)
                Nanoseconds(body);   // compiles it
        for (int round = 0; round < rounds; round++)
        {
            foreach (var (name, body) in cases)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                ours[name].Add(Nanoseconds(body));
                bytes[name] = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
            }
            foreach (var (name, nanoseconds) in Python())
                python[name].Add(nanoseconds);
        }
        Console.WriteLine($"ns a call, medians of {rounds} rounds of {Calls:N0} calls, one thread, "
            + $"libtorch {RuntimeFacts.Version}");
        Console.WriteLine($"{"case",-16}{"ModelZoo",10}{"Python",10}{"/Python",9}{"bytes",8}");
        foreach (var (name, _) in cases)
        {
            var (here, there) = (Clock.Median(ours[name]), Clock.Median(python[name]));
            Console.WriteLine($"{name,-16}{here,10:F0}{there,10:F0}{here / there,9:F2}{bytes[name],8}");
        }
    }

    // The names are also those of peers/operators.py.
    private static IEnumerable<(string Name, Action Body)> Cases()
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

    private static double Nanoseconds(Action body)
    {
        var start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++)
            body();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls;
    }

    // peers/operators.py prints a line `name TAB nanoseconds` for each case.
    private static IEnumerable<(string Name, double Nanoseconds)> Python()
    {
        var start = new ProcessStartInfo(Peer.Python, [Peer.Script("operators.py")]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"peers/operators.py ended with {process.ExitCode}: see its message above.");
        return lines.Select(line => line.Split('\t'))
            .Select(parts => (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture)));
    }
}
