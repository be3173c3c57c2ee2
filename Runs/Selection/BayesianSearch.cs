namespace ModelZoo.Runs.Selection;

/// <summary>
/// The point from which the most improvement is to be expected, by a Gaussian process over the trials so far (Jones et al. 1998, Snoek et al. 2012).
/// The first points cover the cube evenly; trials that still run are taken to give what the process expects of them.
/// </summary>
public sealed class BayesianSearch(SearchSpace space, int epochs, int trials, int seed = 0) : ISearch
{
    private const int Anywhere = 1500, Nearby = 500, Centres = 3;
    private readonly bool[] _named = [.. space.Dimensions.Select(dimension => dimension.IsNamed)];

    public int Trials => trials;

    // Enough for a first idea of each direction, and never all there is.
    private int First => Math.Clamp(2 * _named.Length, 3, Math.Max(3, trials / 3));

    public Job? Next(IReadOnlyList<Trial> known)
    {
        if (known.Count >= trials)
            return null;
        bool few = known.Count < First || known.Count(trial => trial.Furthest is { Loss: { } loss } && double.IsFinite(loss)) < 2;
        return new Job(known.Count + 1, 0, few ? Even(known.Count) : Best(known), epochs);
    }

    // An additive recurrence with the roots of x^(d+1) = x + 1: the first n points are spread evenly for every n.
    private double[] Even(int index)
    {
        double root = 2;
        for (int again = 0; again < 50; again++)
            root = Math.Pow(1 + root, 1.0 / (_named.Length + 1));
        var random = new Random(seed);
        return space.Snap([.. _named.Select((_, i) => (random.NextDouble() + (index + 1) * Math.Pow(1 / root, i + 1)) % 1)]);
    }

    private double[] Best(IReadOnlyList<Trial> known)
    {
        var (points, values, process) = Model(known);
        // A hundredth of the spread is no improvement worth a trial: without it the last trials crowd around one point.
        double least = points.Min(point => process.At(point).Mean) - 0.01;
        var random = new Random(unchecked(seed * 7919 + known.Count));
        var centres = points.Zip(values).OrderBy(pair => pair.Second).Take(Centres).Select(pair => pair.First).ToArray();
        var tried = known.Select(trial => trial.Point).ToArray();
        return Enumerable.Range(0, Anywhere + Nearby)
            .Select(i => space.Snap(i < Anywhere ? [.. _named.Select(_ => random.NextDouble())] : Near(centres[i % centres.Length], random)))
            .Where(point => !tried.Any(point.SequenceEqual))
            .DefaultIfEmpty(Even(known.Count))
            .MaxBy(point => Improvement(process.At(point), least))!;
    }

    private (double[][] Points, double[] Values, GaussianProcess Process) Model(IReadOnlyList<Trial> known)
    {
        var ended = known.Where(trial => trial.Furthest is not null).ToArray();
        double[][] points = [.. ended.Select(trial => trial.Point)];
        var values = Standardised([.. ended.Select(trial => trial.Furthest!.Loss!.Value)]);
        var process = GaussianProcess.Fit(points, values, _named);
        var running = known.Where(trial => trial.Furthest is null).Select(trial => trial.Point).ToArray();
        if (running.Length == 0)
            return (points, values, process);
        (points, values) = ([.. points, .. running], [.. values, .. running.Select(point => process.At(point).Mean)]);
        return (points, values, GaussianProcess.Fit(points, values, _named));
    }

    // How bad a bad trial is says little about where the good ones are: a diverged one would flatten all other differences.
    private static double[] Standardised(double[] losses)
    {
        var finite = losses.Where(double.IsFinite).Order().ToArray();
        double median = finite[finite.Length / 2], cap = median + 3 * (median - finite[0]);
        var values = Array.ConvertAll(losses, loss => Math.Min(loss, Math.Max(cap, finite[0] + 1e-12)));
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(values, value => (value - mean) / Math.Max(deviation, 1e-12));
    }

    private double[] Near(double[] centre, Random random)
    {
        double reach = Math.Pow(10, -0.5 - 1.5 * random.NextDouble());
        return [.. centre.Select((place, i) => _named[i] ? random.NextDouble() < 0.2 ? random.NextDouble() : place : Math.Clamp(place + reach * Normal(random), 0, 1))];
    }

    /// <summary>The mean of how far a value falls below the least one, where it does.</summary>
    public static double Improvement((double Mean, double Deviation) expected, double least)
    {
        double z = (least - expected.Mean) / expected.Deviation;
        return (least - expected.Mean) * Below(z) + expected.Deviation * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
    }

    // The normal distribution's share below z (Abramowitz and Stegun 1964, 26.2.17; to 7.5e-8).
    private static double Below(double z)
    {
        double t = 1 / (1 + 0.2316419 * Math.Abs(z));
        double above = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - above : above;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
