using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Calibration;

/// <summary>How a network is run on this machine: by how many threads, its kernels in which order in memory.</summary>
public sealed record Tuned(int Threads, string Layout)
{
    public override string ToString() => $"{Threads} thread{(Threads == 1 ? "" : "s")}, {Layout}";
}

/// <summary>Finds what is fastest for a network by trying it for a moment. The choice is kept, so that the next run makes the same one.</summary>
public static class Calibrator
{
    // A difference that noise makes must not decide: then two runs would differ in their last bits for nothing.
    private const double Clearly = 0.93;

    /// <summary>The kept choice, else the fastest of half a second's trials; the usual one where other work would decide the trials.</summary>
    /// <param name="subject">What the choice holds for: model, shapes, precision.</param>
    /// <param name="step">Forward and backward of a small batch; it may change neither weights nor generators.</param>
    public static Tuned Choose(string subject, nn.Module network, Action step, double seconds = 0.5)
    {
        var key = CalibrationCache.Key(subject);
        var known = CalibrationCache.Find(key);
        var chosen = known ?? (Busy() ? Usual(network) : Try(network, step, seconds));
        if (known is null && !Busy())
            CalibrationCache.Keep(key, chosen);
        Apply(network, chosen);
        return chosen;
    }

    // The mean number of running programs in the last minute; where nobody counts it there is none.
    private static bool Busy()
    {
        const string counted = "/proc/loadavg";
        return File.Exists(counted) && double.Parse(File.ReadAllText(counted).Split(' ')[0], CultureInfo.InvariantCulture) > Environment.ProcessorCount;
    }

    /// <summary>What is taken where nothing is tried.</summary>
    public static Tuned Usual(nn.Module network) => new(get_num_threads(), MemoryLayout.Matters(network) ? MemoryLayout.ChannelsLast : MemoryLayout.Contiguous);

    public static void Apply(nn.Module network, Tuned tuned)
    {
        set_num_threads(tuned.Threads);
        if (MemoryLayout.Matters(network))
            MemoryLayout.Apply(network, tuned.Layout);
    }

    private static Tuned Try(nn.Module network, Action step, double seconds)
    {
        var usual = Usual(network);
        var candidates = Candidates(network, usual).ToArray();
        var (best, least) = (usual, double.MaxValue);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < candidates.Length; i++)
        {
            Apply(network, candidates[i]);
            double time = Fastest(step, (seconds - watch.Elapsed.TotalSeconds) / (candidates.Length - i));
            if (time < least * Clearly)
                (best, least) = (candidates[i], time);
            if (watch.Elapsed.TotalSeconds > seconds)
                break;   // so large that a step takes longer than all trials may: the usual choice is right for those
        }
        return best;
    }

    // The usual one comes first.
    private static IEnumerable<Tuned> Candidates(nn.Module network, Tuned usual)
    {
        int[] threads = [usual.Threads, .. new[] { usual.Threads / 2, 1 }.Where(count => count > 0 && count < usual.Threads).Distinct()];
        string[] layouts = MemoryLayout.Matters(network) ? [MemoryLayout.ChannelsLast, MemoryLayout.Contiguous] : [MemoryLayout.Contiguous];
        return threads.SelectMany(count => layouts.Select(layout => new Tuned(count, layout)));
    }

    private static double Fastest(Action step, double seconds)
    {
        step();   // what libtorch and its kernels prepare once
        double least = double.MaxValue;
        var watch = Stopwatch.StartNew();
        do
        {
            var start = Stopwatch.GetTimestamp();
            step();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (watch.Elapsed.TotalSeconds < seconds);
        return least;
    }
}
