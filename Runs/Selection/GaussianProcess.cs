namespace ModelZoo.Runs.Selection;

/// <summary>
/// A distribution over functions, given some of their values (Rasmussen and Williams 2006): at every point a mean and how far it may be off.
/// The kernel is Matern's with nu = 5/2, with a length for each dimension; of a named dimension two values are at distance 0 or 1.
/// </summary>
public sealed class GaussianProcess
{
    private static readonly double[] Lengths = [0.1, 0.2, 0.35, 0.6, 1, 2, 5], Noises = [1e-6, 1e-4, 1e-3, 1e-2, 0.05, 0.2];

    private readonly double[][] _points;
    private readonly double[] _lengths, _weights;
    private readonly bool[] _named;
    private readonly double _variance;
    private readonly Cholesky _factor;

    private GaussianProcess(double[][] points, double[] values, bool[] named, double[] lengths, double noise, double? variance, Cholesky factor)
    {
        (_points, _named, _lengths, _factor) = (points, named, lengths, factor);
        _weights = factor.Solve(values);
        // For given lengths the likeliest variance is known in closed form.
        double explained = values.Zip(_weights).Sum(pair => pair.First * pair.Second);
        _variance = variance ?? Math.Max(explained / values.Length, 1e-12);
        Noise = noise;
        LogLikelihood = -0.5 * (explained / _variance + factor.LogDeterminant + values.Length * Math.Log(2 * Math.PI * _variance));
    }

    /// <summary>The variance of a single observation around the function, relative to the function's own.</summary>
    public double Noise { get; }

    /// <summary>Of the observations.</summary>
    public double LogLikelihood { get; }

    /// <param name="values">With mean 0.</param>
    /// <param name="variance">Of the function; null is the likeliest.</param>
    public static GaussianProcess? Of(double[][] points, double[] values, bool[] named, double[] lengths, double noise, double? variance = null) =>
        Cholesky.Of(points.Length, (i, j) => Kernel(points[i], points[j], named, lengths) + (i == j ? noise : 0)) is { } factor
            ? new(points, values, named, lengths, noise, variance, factor)
            : null;

    /// <summary>The lengths and the noise under which the observations are likeliest: one after the other over a table of values, twice.</summary>
    public static GaussianProcess Fit(double[][] points, double[] values, bool[] named)
    {
        var lengths = Enumerable.Repeat(0.6, named.Length).ToArray();
        double noise = 1e-2;
        var best = Of(points, values, named, lengths, noise)!;
        for (int again = 0; again < 2; again++)
            for (int i = 0; i <= named.Length; i++)
                foreach (var tried in i < named.Length ? Lengths : Noises)
                {
                    double[] with = [.. lengths];
                    if (i < named.Length)
                        with[i] = tried;
                    if (Of(points, values, named, with, i < named.Length ? noise : tried) is { } fitted && fitted.LogLikelihood > best.LogLikelihood)
                        (best, lengths, noise) = (fitted, with, fitted.Noise);
                }
        return best;
    }

    /// <summary>What is to be expected at a point, without the noise of an observation.</summary>
    public (double Mean, double Deviation) At(double[] point)
    {
        var near = Array.ConvertAll(_points, known => Kernel(known, point, _named, _lengths));
        double mean = near.Zip(_weights).Sum(pair => pair.First * pair.Second);
        double known = _factor.Lower(near).Sum(part => part * part);
        return (mean, Math.Sqrt(_variance * Math.Max(1 - known, 1e-12)));
    }

    private static double Kernel(double[] a, double[] b, bool[] named, double[] lengths)
    {
        double square = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double apart = (named[i] ? a[i] == b[i] ? 0 : 1 : a[i] - b[i]) / lengths[i];
            square += apart * apart;
        }
        double distance = Math.Sqrt(5 * square);
        return (1 + distance + distance * distance / 3) * Math.Exp(-distance);
    }
}
