using System.Text.Json.Nodes;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>The peak memory of one case in megabytes, ours and PyTorch's, in fresh processes.</summary>
internal sealed record StepMemory(string Case, long Ours, long Theirs)
{
    // The same process takes 5 % more or less, by where the threads' blocks happen to lie.
    private const int Processes = 3;
    private const double Seconds = 0.3;

    internal double Ratio => (double)Ours / Theirs;

    internal static StepMemory Measure(StepCase what, StepOptions options)
    {
        string[] settings = ["--precision", options.BFloat16 ? "bf16" : "fp32", "--activations", options.Activations];
        var (ours, theirs) = (new double[Processes], new double[Processes]);
        for (int i = 0; i < Processes; i++)
        {
            ours[i] = (long)OwnProcess.Measure(what.Name, Seconds, settings)["peak_mb"]!;
            using var peers = new StepPeers(["python"], options.BFloat16);
            theirs[i] = peers.All[0].PeakMegabytes(what.Name, Seconds);
        }
        return new(what.Name, (long)Clock.Median(ours), (long)Clock.Median(theirs));
    }

    internal JsonObject Json() => new()
    {
        ["case"] = Case,
        ["peak_mb"] = Ours,
        ["python"] = new JsonObject { ["peak_mb"] = Theirs, ["ratio"] = Math.Round(Ratio, 3) },
    };
}
