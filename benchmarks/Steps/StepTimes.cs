using System.Text.Json.Nodes;
using ModelZoo.Runs.Calibration;
using ModelZoo.Training;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>The milliseconds of one case, ours and each peer's, a number a round.</summary>
internal sealed record StepTimes(string Case, Tuned Tuned, double[] Ours, IReadOnlyDictionary<string, double[]> Peers)
{
    private const int MatrixSide = 1024;

    /// <summary>Billions of operations a second: of the step, and of a large matrix product right after it.</summary>
    internal (double Step, double MatrixProduct)? Gflops { get; init; }

    internal double Median => Clock.Median(Ours);

    internal double PeerMedian(string peer) => Clock.Median(Peers[peer]);

    internal double Ratio(string peer) => Median / PeerMedian(peer);

    /// <summary>How far the rounds lie apart, as a share of their median.</summary>
    internal double Spread => (Ours.Max() - Ours.Min()) / Median;

    internal static StepTimes Measure(StepCase what, StepOptions options, IReadOnlyList<StepPeer> peers)
    {
        int allThreads = get_num_threads();
        // A peer that starts or looks for its fastest setting would take cores away from our first rounds.
        foreach (var peer in peers)
            peer.Milliseconds(what.Name, options.Seconds);
        using var subject = what.Build(options.BFloat16);
        Activations.Apply(subject.Network, options.Activations);
        var tuned = Tune(what, subject, options);
        Calibrator.Apply(subject.Network, tuned);
        Clock.WarmUp(subject.Step);
        var ours = new double[options.Rounds];
        var theirs = peers.ToDictionary(peer => peer.Name, _ => new double[options.Rounds]);
        for (int round = 0; round < options.Rounds; round++)
        {
            ours[round] = Clock.MedianMilliseconds(subject.Step, options.Seconds);
            foreach (var peer in peers)
                theirs[peer.Name][round] = peer.Milliseconds(what.Name, options.Seconds);
        }
        var times = new StepTimes(what.Name, tuned, ours, theirs);
        if (!options.BFloat16 && subject.Inputs is { } inputs && MemoryLayout.Matters(subject.Network))
            times = times with { Gflops = (StepRate(subject.Network, inputs, times.Median), MatrixProductRate()) };
        set_num_threads(allThreads);
        return times;
    }

    internal JsonObject Json()
    {
        var row = new JsonObject
        {
            ["case"] = Case,
            ["ms"] = Math.Round(Median, 4),
            ["threads"] = Tuned.Threads,
            ["layout"] = Tuned.Layout,
            ["spread"] = Math.Round(Spread, 3),
            ["peak_mb"] = (long)ProcessMemory.Peak,
        };
        if (Gflops is { } rate)
        {
            row["gflops"] = Math.Round(rate.Step, 1);
            row["matrix_product_gflops"] = Math.Round(rate.MatrixProduct, 1);
        }
        foreach (var peer in Peers.Keys)
            row[peer] = new JsonObject
            {
                ["ms"] = Math.Round(PeerMedian(peer), 4),
                ["ratio"] = Math.Round(Ratio(peer), 3),
            };
        return row;
    }

    private static Tuned Tune(StepCase what, StepSubject subject, StepOptions options)
    {
        if (options.Tune && subject.Inputs is not null)
            return Calibrator.Choose(
                $"bench {what.Name} {(options.BFloat16 ? "bf16" : "fp32")}", subject.Network, subject.Step);
        bool last = options.Tune && MemoryLayout.Matters(subject.Network);
        return new Tuned(get_num_threads(), last ? MemoryLayout.ChannelsLast : MemoryLayout.Contiguous);
    }

    // Forward, and backward for weights and for inputs, take the multiply-adds of one forward each.
    private static double StepRate(nn.Module network, Tensor inputs, double milliseconds)
    {
        using var scope = NewDisposeScope();
        double macs = Summary.Of(network, inputs.narrow(0, 0, 1)).Macs * inputs.shape[0];
        return 3 * 2 * macs / milliseconds / 1e6;
    }

    private static double MatrixProductRate()
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        Tensor a = rand(MatrixSide, MatrixSide), b = rand(MatrixSide, MatrixSide);
        void Multiply() => a.mm(b).Dispose();
        Clock.WarmUp(Multiply);
        double operations = 2.0 * MatrixSide * MatrixSide * MatrixSide;
        return operations / Clock.MedianMilliseconds(Multiply, seconds: 0.5) / 1e6;
    }
}
