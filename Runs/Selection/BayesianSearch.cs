using static TorchSharp.torch;

namespace ModelZoo.Runs.Selection;

/// <summary>
/// Tries the point with the largest expected improvement, by a Gaussian process over the trials so far (Jones et al.
/// 1998, Snoek et al. 2012). The first points cover the cube evenly. A trial that is still running counts as having
/// its expected result.
/// </summary>
internal sealed class BayesianSearch(SearchSpace space, int epochs, int trials, int seed = 0) : ISearch
{
    private const int Anywhere = 1500, Nearby = 500, Centers = 3;
    private readonly bool[] _named = [.. space.Dimensions.Select(dimension => dimension.IsNamed)];

    public int Trials => trials;

    // Two for each dimension, but at most a third of all.
    private int First => Math.Clamp(2 * _named.Length, 3, Math.Max(3, trials / 3));

    public Job? Next(IReadOnlyList<Trial> known)
    {
        if (known.Count >= trials)
            return null;
        int finite = known.Count(trial => trial.Furthest is { Loss: { } loss } && double.IsFinite(loss));
        bool few = known.Count < First || finite < 2;
        return new Job(known.Count + 1, 0, few ? Even(known.Count) : Best(known), epochs);
    }

    // An additive recurrence with the roots of x^(d+1) = x + 1: the first n points are spread evenly for every n.
    private double[] Even(int index)
    {
        double root = 2;
        for (int again = 0; again < 50; again++)
            root = Math.Pow(1 + root, 1.0 / (_named.Length + 1));
        var random = new Random(seed);
        double Place(int i) => (random.NextDouble() + (index + 1) * Math.Pow(1 / root, i + 1)) % 1;
        return space.Snap([.. _named.Select((_, i) => Place(i))]);
    }

    private double[] Best(IReadOnlyList<Trial> known)
    {
        using var scope = NewDisposeScope();
        var (points, values, process) = Model(known);
        // Less than a hundredth of the spread is not worth a trial: the last trials would crowd around one point.
        double least = process.At(points).Mean.min().item<double>() - 0.01;
        var random = new Random(unchecked(seed * 7919 + known.Count));
        var best = points.Zip(values).OrderBy(pair => pair.Second).Take(Centers);
        double[][] centers = [.. best.Select(pair => pair.First)];
        double[] Candidate(int i) => i < Anywhere
            ? [.. _named.Select(_ => random.NextDouble())]
            : Near(centers[i % centers.Length], random);
        var tried = known.Select(trial => trial.Point).ToArray();
        double[][] candidates = [.. Enumerable.Range(0, Anywhere + Nearby).Select(i => space.Snap(Candidate(i)))
            .Where(point => !tried.Any(point.SequenceEqual))];
        if (candidates.Length == 0)
            return Even(known.Count);
        var (mean, deviation) = process.At(candidates);
        var improvements = Improvement(mean, deviation, least).data<double>().ToArray();
        return candidates[Array.IndexOf(improvements, improvements.Max())];
    }

    private (double[][] Points, double[] Values, GaussianProcess Process) Model(IReadOnlyList<Trial> known)
    {
        var ended = known.Where(trial => trial.Furthest is not null).ToArray();
        double[][] points = [.. ended.Select(trial => trial.Point)];
        var values = Standardized([.. ended.Select(trial => trial.Furthest!.Loss!.Value)]);
        var process = GaussianProcess.Fit(points, values, _named);
        double[][] running = [.. known.Where(trial => trial.Furthest is null).Select(trial => trial.Point)];
        if (running.Length == 0)
            return (points, values, process);
        (points, values) = ([.. points, .. running], [.. values, .. process.At(running).Mean.data<double>().ToArray()]);
        return (points, values, GaussianProcess.Fit(points, values, _named));
    }

    // Losses far above the median are cut: one diverged trial would flatten the differences between all others.
    private static double[] Standardized(double[] losses)
    {
        var finite = losses.Where(double.IsFinite).Order().ToArray();
        double median = finite[finite.Length / 2], cap = median + 3 * (median - finite[0]);
        var values = Array.ConvertAll(losses, loss => Math.Min(loss, Math.Max(cap, finite[0] + 1e-12)));
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(values, value => (value - mean) / Math.Max(deviation, 1e-12));
    }

    private double[] Near(double[] center, Random random)
    {
        double reach = Math.Pow(10, -0.5 - 1.5 * random.NextDouble());
        return [.. center.Select((place, i) => !_named[i] ? Math.Clamp(place + reach * Normal(random), 0, 1)
            : random.NextDouble() < 0.2 ? random.NextDouble()
            : place)];
    }

    /// <summary>Expected distance of a normal variable below `least`; 0 counts where it is above.</summary>
    internal static Tensor Improvement(Tensor mean, Tensor deviation, double least)
    {
        var (below, z) = (least - mean, (least - mean) / deviation);
        return below * special.ndtr(z) + deviation * (-z.square() / 2).exp() / Math.Sqrt(2 * Math.PI);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
