using ModelZoo.Runs.Selection;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

/// <summary>The numbers are numpy's: k = (1 + d + d d / 3) exp(-d), d = sqrt(5) |a - b| / 0.3, variance 1.7, noise 0.01; mean k K^-1 y, variance 1.7 (1 - k K^-1 k').</summary>
public class GaussianProcessTests
{
    private static readonly double[] Values = [-0.5, 0.8, -0.3];

    [Theory]
    [InlineData(0.25, 0.18582911645077305, 0.41854017305036767)]
    [InlineData(0.4, 0.7840464672452959, 0.12944725330696408)]
    [InlineData(1.0, -0.3558822480663228, 0.5279697053790987)]
    public void The_posterior_is_its_closed_form(double x, double mean, double deviation)
    {
        var process = GaussianProcess.Of([[0.1], [0.4], [0.9]], Values, [false], [0.3], 0.01, variance: 1.7)!;
        var (m, d) = process.At([x]);
        Assert.Equal(mean, m, 12);
        Assert.Equal(deviation, d, 12);
        Assert.Equal(-3.9999433747526636, process.LogLikelihood, 12);
    }

    [Fact]
    public void Named_values_are_the_same_or_not()
    {
        var process = GaussianProcess.Of([[0.1, 0.25], [0.4, 0.75], [0.9, 0.25]], Values, [false, true], [0.3, 2], 0.01, variance: 1.7)!;
        var (mean, deviation) = process.At([0.3, 0.75]);
        Assert.Equal(0.5261710383588613, mean, 12);
        Assert.Equal(0.43777072170070924, deviation, 12);
    }

    [Fact]
    public void Fitting_finds_which_dimension_matters()
    {
        var random = new Random(1);
        double[][] points = [.. Enumerable.Range(0, 30).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        var fitted = GaussianProcess.Fit(points, [.. points.Select(point => Math.Sin(6 * point[0]))], [false, false]);
        // Along the second dimension nothing changes, and it knows; along the first it follows the sine.
        Assert.Equal(fitted.At([0.3, 0.1]).Mean, fitted.At([0.3, 0.9]).Mean, 1);
        foreach (var x in new[] { 0.2, 0.5, 0.8 })
            Assert.Equal(Math.Sin(6 * x), fitted.At([x, 0.5]).Mean, 1);
    }

    [Theory]
    [InlineData(0.2, 0.5, -0.1, 0.08433636612087776)]
    [InlineData(-1, 0.3, 0, 1.0000336233656903)]
    [InlineData(2, 0.5, 0, 3.5726292162027267e-06)]
    public void The_expected_improvement_is_its_formula(double mean, double deviation, double least, double expected) =>
        Assert.Equal(expected, BayesianSearch.Improvement((mean, deviation), least), 6);
}
