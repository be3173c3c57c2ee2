using System.Diagnostics;

namespace ModelZoo.Cli.Bench;

/// <summary>The median time of single steps; on a shared machine the mean says more about its neighbours.</summary>
public static class StepClock
{
    private const int Least = 3;

    public static void WarmUp(Action step)
    {
        for (int i = 0; i < Least; i++)
            step();
    }

    /// <summary>Milliseconds.</summary>
    public static double Measure(Action step, double seconds)
    {
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        while (times.Count < Least || watch.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Median(times);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
