using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using static TorchSharp.torch.nn;

namespace ModelZoo.Cli.Bench;

/// <summary>This program once more, as a process of its own: what its start takes, and what memory it comes to need.</summary>
internal static class OwnProcess
{
    /// <summary>From nothing to the first steps of LeNet, and to the end.</summary>
    internal static StepCase Start { get; } = new("start", () =>
    {
        var net = Linear(1, 1);
        return new(net, new SGD(net.parameters(), 0.1), () => TorchSharp.torch.rand(1), []) { Work = () => Bench("lenet", 0.001, "--no-tune") };
    });

    /// <summary>Megabytes that a process which does nothing but this case has held at most.</summary>
    internal static long Peak(string name, string precision, string activations) => (long)Bench(name, 0.3, "--precision", precision, "--activations", activations)["peak_mb"]!;

    private static JsonNode Bench(string name, double seconds, params string[] more)
    {
        var program = Environment.ProcessPath ?? throw new IOException("The path of this program is not known.");
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        var start = new ProcessStartInfo(program, [.. own, "bench", "--cases", name, "--rounds", "1", "--seconds", FormattableString.Invariant($"{seconds}"), "--json", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonNode.Parse(text)![0]! : throw new RecipeException($"bench --cases {name} failed in a process of its own: {errors.Result.Trim()}");
    }

    /// <summary>Of this process until now, as Linux counts it; 0 where it does not.</summary>
    internal static long PeakNow => File.Exists("/proc/self/status")
        ? long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024
        : 0;
}
