using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

public class RateFinderTests
{
    [Fact]
    public void Suggested_rate_learns_and_is_below_the_one_that_diverges()
    {
        using var run = RunBuilder.Build(SmallRuns.Settings());
        var found = run.FindRate(1e-5, 10, 150, TestContext.Current.CancellationToken);
        // With squared errors and inputs of variance 1, gradient descent diverges at any rate above 1.
        Assert.InRange(found.Suggested!.Value, 0.003, 0.5);
        Assert.InRange(found.RanAway!.Value, 0.5, 10);
        Assert.True(found.Suggested < found.Lowest && found.Lowest < found.RanAway);
        Assert.Equal(1e-5, found.Points[0].Rate, 1e-12);
        using var scratch = new Scratch();
        RateChart.Write(scratch.Path, found);
        Assert.Equal(["loss.png", "loss.svg"], Directory.GetFiles(scratch.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Range_test_leaves_no_trace_in_the_run()
    {
        using var scratch = new Scratch();
        (string, string)[] given = [("optimizer", "adam"), ("gradient-noise", "0.1"), ("lookahead", "3")];
        var plain = SmallRuns.Train(scratch, given);
        using var tested = RunBuilder.Build(SmallRuns.Settings(given));
        Assert.NotEmpty(tested.FindRate(1e-5, 100, 60, TestContext.Current.CancellationToken).Points);
        tested.Train(scratch.Path, TestContext.Current.CancellationToken);
        Assert.Equal(plain.Weights, SmallRuns.Weights(tested));
    }

    [Fact]
    public void Batches_of_one_update_make_one_point()
    {
        using var run = RunBuilder.Build(SmallRuns.Settings(("accumulate", "4")));
        Assert.Equal(30, run.FindRate(1e-6, 1e-3, 30, TestContext.Current.CancellationToken).Points.Count);
    }

    [Theory]
    [InlineData(0, 1, 100, "must rise from above 0")]
    [InlineData(1, 0.1, 100, "must rise from above 0")]
    [InlineData(0.1, 1, 5, "5 steps are too few")]
    public void Impossible_ranges_are_rejected(double from, double to, int steps, string expected)
    {
        using var run = RunBuilder.Build(SmallRuns.Settings());
        var error = Assert.Throws<RecipeException>(
            () => run.FindRate(from, to, steps, TestContext.Current.CancellationToken));
        Assert.Contains(expected, error.Message);
    }
}
