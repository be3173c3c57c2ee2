using ModelZoo.Runs.Selection;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Runs.Selection;

/// <summary>
/// The numbers are numpy's: k = (1 + d + d d / 3) exp(-d), d = sqrt(5) |a - b| / 0.3, variance 1.7, noise 0.01,
/// mean k K^-1 y, variance 1.7 (1 - k K^-1 k').
/// </summary>
public class GaussianProcessTests
{
    private static readonly double[] Values = [-0.5, 0.8, -0.3];

    [Theory]
    [InlineData(0.25, 0.18582911645077305, 0.41854017305036767)]
    [InlineData(0.4, 0.7840464672452959, 0.12944725330696408)]
    [InlineData(1.0, -0.3558822480663228, 0.5279697053790987)]
    public void Posterior_equals_its_closed_form(double x, double mean, double deviation)
    {
        var process = GaussianProcess.Of([[0.1], [0.4], [0.9]], Values, [false], [0.3], 0.01, variance: 1.7)!;
        var (m, d) = At(process, x);
        Assert.Equal(mean, m, 12);
        Assert.Equal(deviation, d, 12);
        Assert.Equal(-3.9999433747526636, process.LogLikelihood, 12);
    }

    [Fact]
    public void Named_values_have_distance_zero_or_one()
    {
        double[][] points = [[0.1, 0.25], [0.4, 0.75], [0.9, 0.25]];
        var process = GaussianProcess.Of(points, Values, [false, true], [0.3, 2], 0.01, variance: 1.7)!;
        var (mean, deviation) = At(process, 0.3, 0.75);
        Assert.Equal(0.5261710383588613, mean, 12);
        Assert.Equal(0.43777072170070924, deviation, 12);
    }

    [Fact]
    public void Singular_matrix_gives_no_process() =>
        Assert.Null(GaussianProcess.Of([[0.1], [0.1], [0.9]], Values, [false], [0.3], noise: 0));

    [Fact]
    public void Fit_finds_the_dimension_that_matters()
    {
        var random = new Random(1);
        double[] Point() => [random.NextDouble(), random.NextDouble()];
        double[][] points = [.. Enumerable.Range(0, 30).Select(_ => Point())];
        var fitted = GaussianProcess.Fit(points, [.. points.Select(point => Math.Sin(6 * point[0]))], [false, false]);
        // The function is a sine along the first dimension, and constant along the second.
        Assert.Equal(At(fitted, 0.3, 0.1).Mean, At(fitted, 0.3, 0.9).Mean, 1);
        foreach (var x in new[] { 0.2, 0.5, 0.8 })
            Assert.Equal(Math.Sin(6 * x), At(fitted, x, 0.5).Mean, 1);
    }

    [Theory]
    [InlineData(0.2, 0.5, -0.1, 0.08433636612087776)]
    [InlineData(-1, 0.3, 0, 1.0000336233656903)]
    [InlineData(2, 0.5, 0, 3.5726292162027267e-06)]
    public void Expected_improvement_equals_its_formula(double mean, double deviation, double least, double expected) =>
        Assert.Equal(expected, BayesianSearch.Improvement(tensor(mean), tensor(deviation), least).item<double>(), 6);

    private static (double Mean, double Deviation) At(GaussianProcess process, params double[] point)
    {
        var (mean, deviation) = process.At([point]);
        return (mean.item<double>(), deviation.item<double>());
    }
}
