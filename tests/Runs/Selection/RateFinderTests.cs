using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

public class RateFinderTests
{
    [Fact]
    public void The_rate_is_where_the_regression_learns_and_below_where_it_diverges()
    {
        using var run = new Run(SmallRuns.Settings());
        var found = run.FindRate(1e-5, 10, 150, TestContext.Current.CancellationToken);
        // Squared errors of inputs with variance 1: gradient descent diverges from a rate of 1 on, whatever the data.
        Assert.InRange(found.Suggested!.Value, 0.003, 0.5);
        Assert.InRange(found.RanAway!.Value, 0.5, 10);
        Assert.True(found.Suggested < found.Lowest && found.Lowest < found.RanAway);
        Assert.Equal(1e-5, found.Points[0].Rate, 1e-12);
        using var scratch = new Scratch();
        RateChart.Write(scratch.Path, found);
        Assert.Equal(["loss.png", "loss.svg"], Directory.GetFiles(scratch.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_run_is_the_same_with_and_without_a_test_before_it()
    {
        using var scratch = new Scratch();
        var plain = SmallRuns.Train(scratch, ("optimizer", "adam"), ("gradient-noise", "0.1"), ("lookahead", "3"));
        using var tested = new Run(SmallRuns.Settings(("optimizer", "adam"), ("gradient-noise", "0.1"), ("lookahead", "3")));
        Assert.NotEmpty(tested.FindRate(1e-5, 100, 60, TestContext.Current.CancellationToken).Points);
        tested.Train(scratch.Path, TestContext.Current.CancellationToken);
        Assert.Equal(plain.Weights, SmallRuns.Weights(tested));
    }

    [Fact]
    public void Batches_of_one_update_are_one_point()
    {
        using var run = new Run(SmallRuns.Settings(("accumulate", "4")));
        Assert.Equal(30, run.FindRate(1e-6, 1e-3, 30, TestContext.Current.CancellationToken).Points.Count);
    }

    [Theory]
    [InlineData(0, 1, 100, "must rise from above 0")]
    [InlineData(1, 0.1, 100, "must rise from above 0")]
    [InlineData(0.1, 1, 5, "5 steps are too few")]
    public void What_makes_no_test_is_told(double from, double to, int steps, string expected)
    {
        using var run = new Run(SmallRuns.Settings());
        Assert.Contains(expected, Assert.Throws<RecipeException>(() => run.FindRate(from, to, steps, TestContext.Current.CancellationToken)).Message);
    }
}
