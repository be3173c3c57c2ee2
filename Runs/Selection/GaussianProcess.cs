using static TorchSharp.torch;

namespace ModelZoo.Runs.Selection;

/// <summary>
/// A distribution over functions, given some of their values (Rasmussen and Williams 2006): a mean and a deviation at
/// every point. The kernel is Matern's with nu = 5/2 and one length for each dimension. Two values of a named
/// dimension have distance 0 or 1.
/// </summary>
internal sealed class GaussianProcess
{
    private static readonly double[] Lengths = [0.1, 0.2, 0.35, 0.6, 1, 2, 5];
    private static readonly double[] Noises = [1e-6, 1e-4, 1e-3, 1e-2, 0.05, 0.2];

    private readonly Tensor _points, _factor, _weights;   // (N, D), (N, N), (N, 1)
    private readonly bool[] _named;
    private readonly double[] _lengths;
    private readonly double _variance;

    private GaussianProcess(
        Tensor points, double[] values, bool[] named, double[] lengths, double noise, double? variance, Tensor factor)
    {
        (_points, _named, _lengths, Noise, _factor) = (points, named, lengths, noise, factor);
        var observed = tensor(values).unsqueeze(1);                                              // (N, 1)
        _weights = observed.cholesky_solve(factor);
        double explained = (observed * _weights).sum().item<double>();
        // For given lengths the most likely variance is known in closed form.
        _variance = variance ?? Math.Max(explained / values.Length, 1e-12);
        double logDeterminant = 2 * factor.diagonal().log().sum().item<double>();
        double scale = values.Length * Math.Log(2 * Math.PI * _variance);
        LogLikelihood = -0.5 * (explained / _variance + logDeterminant + scale);
    }

    /// <summary>Variance of an observation around the function, relative to the function's variance.</summary>
    public double Noise { get; }

    /// <summary>Of the observations.</summary>
    public double LogLikelihood { get; }

    /// <param name="values">With mean 0.</param>
    /// <param name="variance">Of the function; null takes the most likely one.</param>
    /// <returns>Null where the kernel's matrix is singular in double precision.</returns>
    public static GaussianProcess? Of(
        double[][] points, double[] values, bool[] named, double[] lengths, double noise, double? variance = null)
    {
        var known = Matrix(points);
        var covariance = Kernel(known, known, named, lengths) + noise * eye(points.Length, dtype: float64);
        var (factor, failed) = linalg.cholesky_ex(covariance);
        return failed.item<int>() == 0 ? new(known, values, named, lengths, noise, variance, factor) : null;
    }

    /// <summary>Takes the most likely lengths and noise, one after the other, twice.</summary>
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
                    var fitted = Of(points, values, named, with, i < named.Length ? noise : tried);
                    if (fitted?.LogLikelihood > best.LogLikelihood)
                        (best, lengths, noise) = (fitted, with, fitted.Noise);
                }
        return best;
    }

    /// <summary>What to expect at each point, without the noise of an observation.</summary>
    public (Tensor Mean, Tensor Deviation) At(IReadOnlyList<double[]> points)
    {
        var near = Kernel(_points, Matrix(points), _named, _lengths);                            // (N, M)
        var known = linalg.solve_triangular(_factor, near, upper: false).square().sum(dim: 0);
        return (near.T.matmul(_weights).squeeze(1), (_variance * (1 - known).clamp_min(1e-12)).sqrt());
    }

    private static Tensor Kernel(Tensor a, Tensor b, bool[] named, double[] lengths)
    {
        var apart = a.unsqueeze(1) - b.unsqueeze(0);                                             // (N, M, D)
        apart = where(tensor(named), apart.ne(0).to(float64), apart) / tensor(lengths);
        var distance = (5 * apart.square().sum(2)).sqrt();
        return (1 + distance + distance.square() / 3) * exp(-distance);
    }

    private static Tensor Matrix(IReadOnlyList<double[]> points) =>
        tensor(points.SelectMany(point => point).ToArray()).reshape(points.Count, -1);
}
