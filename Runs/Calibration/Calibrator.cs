using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Calibration;

/// <summary>How a network is run on this machine.</summary>
public sealed record Tuned(int Threads, string Layout)
{
    public override string ToString() => $"{Threads} thread{(Threads == 1 ? "" : "s")}, {Layout}";
}

/// <summary>Finds what is fastest for a network by trying it. Caches the choice for the next run.</summary>
public static class Calibrator
{
    // Only a clear gain counts. If noise decided, two runs would differ in their last bits for nothing.
    private const double ClearGain = 0.93;

    /// <summary>The cached choice, else the fastest of some trials. A busy machine takes the usual choice.</summary>
    /// <param name="subject">What the choice is for: model, shapes, precision.</param>
    /// <param name="step">Forward and backward of a small batch. Changes neither weights nor random generators.</param>
    public static Tuned Choose(string subject, nn.Module network, Action step, double seconds = 0.5)
    {
        var key = CalibrationCache.Key(subject);
        var known = CalibrationCache.Find(key);
        var chosen = known ?? (IsBusy() ? Usual(network) : Try(network, step, seconds));
        if (known is null && !IsBusy())
            CalibrationCache.Keep(key, chosen);
        Apply(network, chosen);
        return chosen;
    }

    public static void Apply(nn.Module network, Tuned tuned)
    {
        set_num_threads(tuned.Threads);
        if (MemoryLayout.Matters(network))
            MemoryLayout.Apply(network, tuned.Layout);
    }

    // Whether more programs than cores were running in the last minute. Only Linux counts them in a file.
    private static bool IsBusy()
    {
        const string counted = "/proc/loadavg";
        if (!File.Exists(counted))
            return false;
        var lastMinute = File.ReadAllText(counted).Split(' ')[0];
        return double.Parse(lastMinute, CultureInfo.InvariantCulture) > Environment.ProcessorCount;
    }

    private static Tuned Usual(nn.Module network) =>
        new(get_num_threads(), MemoryLayout.Matters(network) ? MemoryLayout.ChannelsLast : MemoryLayout.Contiguous);

    private static Tuned Try(nn.Module network, Action step, double seconds)
    {
        var best = Usual(network);
        Tuned[] candidates = [.. Candidates(network, best)];
        double least = double.MaxValue;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < candidates.Length; i++)
        {
            Apply(network, candidates[i]);
            double time = Fastest(step, (seconds - watch.Elapsed.TotalSeconds) / (candidates.Length - i));
            if (time < least * ClearGain)
                (best, least) = (candidates[i], time);
            if (watch.Elapsed.TotalSeconds > seconds)
                break;   // the network is large, and for large ones the usual choice is right
        }
        return best;
    }

    // The usual one comes first.
    private static IEnumerable<Tuned> Candidates(nn.Module network, Tuned usual)
    {
        int[] fewer = [usual.Threads / 2, 1];
        int[] threads = [usual.Threads, .. fewer.Where(count => count > 0 && count < usual.Threads).Distinct()];
        string[] layouts = MemoryLayout.Matters(network)
            ? [MemoryLayout.ChannelsLast, MemoryLayout.Contiguous]
            : [MemoryLayout.Contiguous];
        return threads.SelectMany(count => layouts.Select(layout => new Tuned(count, layout)));
    }

    private static double Fastest(Action step, double seconds)
    {
        step();   // libtorch prepares its kernels in the first step
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
