using ModelZoo.Reports.Compare;
using Xunit;

namespace ModelZoo.Tests.Reports.Compare;

public class WelchTests
{
    // t and the degrees of freedom are from numpy. p is Student's density, integrated in four million steps.
    [Theory]
    [InlineData(
        new[] { 27.5, 21.0, 19.0, 23.6, 17.0, 17.9 },
        new[] { 27.1, 22.0, 20.8, 23.4, 23.4, 23.5 },
        -1.2896307518357752, 7.636562144144419, 0.23486175198911013)]
    [InlineData(
        new[] { .739, .7355, .7425 },
        new[] { .6635, .66, .6625 },
        33.87548356993268, 2.991439688715924, 5.783377504962403e-05)]
    [InlineData(
        new[] { .8, .81 },
        new[] { .805, .79, .80, .81, .78 },
        1.0886621079036347, 3.4911703082909304, 0.34568294304895164)]
    public void Test_agrees_with_numerical_integration(double[] a, double[] b, double t, double freedom, double p)
    {
        var test = Welch.Of(a, b)!;
        Assert.Equal(t, test.T, 1e-9 * Math.Abs(t));
        Assert.Equal(freedom, test.Freedom, 1e-9 * freedom);
        Assert.Equal(p, test.P, 1e-5 * p);
        Assert.Equal(p, Welch.Of(b, a)!.P, 1e-5 * p);
    }

    [Fact]
    public void Values_without_spread_are_certainly_equal_or_certainly_different()
    {
        Assert.Equal(1, Welch.Of([1, 1], [1, 1])!.P);
        Assert.Equal(0, Welch.Of([1, 1], [2, 2])!.P);
    }

    [Fact]
    public void Test_needs_two_values_on_each_side() => Assert.Null(Welch.Of([1], [2, 3]));

    [Theory]
    [InlineData(0.0005, "far more than noise")]
    [InlineData(0.03, "probably more than noise")]
    [InlineData(0.5, "no more than noise")]
    public void Verdict_puts_the_probability_into_words(double p, string words) =>
        Assert.Equal(words, new Welch(1, 1, p).Verdict);
}
