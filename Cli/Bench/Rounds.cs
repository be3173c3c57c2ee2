using ModelZoo.Runs.Calibration;
using ModelZoo.Training;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Bench;

/// <summary>What one case took: here, and in each peer, a number a round.</summary>
internal sealed record Measured(string Case, int Threads, string Layout, double[] Ours, IReadOnlyDictionary<string, double[]> Peers)
{
    /// <summary>Billions of operations a second, its own and those of a large matrix product at the same time; null where they are not asked for.</summary>
    internal (double Step, double MatrixProduct)? Rate { get; init; }

    internal double Median => StepClock.Median(Ours);

    internal double Ratio(string peer) => Median / StepClock.Median(Peers[peer]);

    /// <summary>How far the rounds lie apart, as a part of their median.</summary>
    internal double Spread => (Ours.Max() - Ours.Min()) / Median;
}

/// <summary>Measures cases by turns: here, the first peer, the next one, and again.</summary>
internal sealed class Rounds(int rounds, double seconds, bool bfloat16, bool tune, string activations, IReadOnlyList<IPeer> peers)
{
    internal Measured Measure(StepCase what)
    {
        int most = get_num_threads();
        // A peer that starts, or looks for its best setting, would take the cores from what is tried and measured first here.
        foreach (var peer in peers)
            peer.Measure(what.Name, seconds);
        using var subject = what.Build() with { BFloat16 = bfloat16 };
        Activations.Apply(subject.Network, activations);
        var tuned = tune && subject.Work is null
            ? Calibrator.Choose($"bench {what.Name} {(bfloat16 ? "bf16" : "fp32")}", subject.Network, subject.Step)
            : new Tuned(most, tune && MemoryLayout.Matters(subject.Network) ? MemoryLayout.ChannelsLast : MemoryLayout.Contiguous);
        Calibrator.Apply(subject.Network, tuned);
        StepClock.WarmUp(subject.Step);
        var ours = new double[rounds];
        var theirs = peers.ToDictionary(peer => peer.Name, _ => new double[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            ours[round] = StepClock.Measure(subject.Step, seconds);
            foreach (var peer in peers)
                theirs[peer.Name][round] = peer.Measure(what.Name, seconds);
        }
        var result = new Measured(what.Name, tuned.Threads, tuned.Layout, ours, theirs);
        if (!bfloat16 && subject.Work is null && MemoryLayout.Matters(subject.Network))
            result = result with { Rate = (Rates.Step(subject.Network, subject.Data, result.Median), Rates.MatrixProduct()) };
        set_num_threads(most);
        return result;
    }
}
