using System.Diagnostics;

namespace ModelZoo.Benchmarks;

/// <summary>
/// Times work and compares times. Everything here is a median: on a shared machine the mean says more about the other
/// programs.
/// </summary>
internal static class Clock
{
    private const int FewestSteps = 3;

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    internal static double Milliseconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The median milliseconds of single steps, repeated for this time but at least three times.</summary>
    internal static double MedianMilliseconds(Action step, double seconds)
    {
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        while (times.Count < FewestSteps || watch.Elapsed.TotalSeconds < seconds)
            times.Add(Milliseconds(step));
        return Median(times);
    }

    internal static void WarmUp(Action step)
    {
        for (int i = 0; i < FewestSteps; i++)
            step();
    }

    /// <summary>
    /// A time for each case and round. The cases take turns, so that a busy moment of the machine hits all of them;
    /// every second round goes backward. The first round warms up and does not count.
    /// </summary>
    internal static double[][] TakeTurns(int rounds, IReadOnlyList<Func<double>> cases)
    {
        var times = cases.Select(_ => new double[rounds]).ToArray();
        var order = Enumerable.Range(0, cases.Count);
        for (int round = -1; round < rounds; round++)
            foreach (int i in round % 2 == 0 ? order : order.Reverse())
            {
                double time = cases[i]();
                if (round >= 0)
                    times[i][round] = time;
            }
        return times;
    }

    /// <summary>Prints each case's median, beside that of the first.</summary>
    internal static void Compare(string title, int rounds, params (string Name, Func<double> Measure)[] cases)
    {
        var times = TakeTurns(rounds, [.. cases.Select(item => item.Measure)]);
        Console.WriteLine($"{title}; medians of {rounds} rounds");
        foreach (var (i, item) in cases.Index())
        {
            var ratio = i == 0 ? "" : $", {Median(times[i]) / Median(times[0]):F2} times ours";
            Console.WriteLine(
                $"  {item.Name,-42}{Median(times[i]),9:F2}   ({times[i].Min():F2} to {times[i].Max():F2}){ratio}");
        }
    }
}
