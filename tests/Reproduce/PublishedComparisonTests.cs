using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Pages;
using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

/// <summary>When our numbers count as inside the published ones, and which numbers are compared.</summary>
public sealed class PublishedComparisonTests
{
    private static readonly Experiment Row = new(
        "made-up", Section.Linear, "Made up", "no book", "", new Computed((_, _) => { }, "train_loss"))
    {
        Epochs = 3,
        Targets = [new("train_loss", 1, 2, 3), new("train_loss", 5, 6, 7) { Epoch = 1 }],
        Curves = [new("train_loss", [1, 2, 3], [double.NaN, 4, 2])],
    };

    private static Measurement Run(long seed, int epochs, params double[] losses) => new()
    {
        Experiment = "made-up",
        Seed = seed,
        Epochs = epochs,
        Values = new() { ["train_loss"] = losses[^1] },
        Curves = new() { ["train_loss"] = [.. losses.Select((loss, i) => new double[] { i + 1, loss })] },
    };

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(0.999, false)]
    [InlineData(3.001, false)]
    [InlineData(double.NaN, false)]
    public void Value_is_inside_from_the_least_to_the_largest_published(double value, bool inside) =>
        Assert.Equal(inside, Comparing.Rows(Row, [Run(0, 3, 6, 4, value)])[0].Inside);

    [Fact]
    public void Median_over_the_seeds_decides_and_diverged_runs_count_as_the_largest()
    {
        static ComparedRow Compare(params double[] losses) =>
            Comparing.Rows(Row, [.. losses.Select((loss, seed) => Run(seed, 3, 6, 4, loss))])[0];
        Assert.Equal(2.5, Compare(9, 2.5, 1.5).Median);
        Assert.True(Compare(9, 2.5, 1.5).Inside);
        Assert.False(Compare(2, double.NaN).Inside);
        Assert.True(Compare(2, double.NaN, 2).Inside);
    }

    [Fact]
    public void Target_of_an_earlier_epoch_is_read_from_the_curve() =>
        Assert.Equal(6, Comparing.Rows(Row, [Run(0, 3, 6, 4, 2)])[1].Median);

    [Fact]
    public void Unfinished_run_is_compared_with_the_median_curve_at_its_epoch()
    {
        var row = Assert.Single(Comparing.Rows(Row, [Run(0, 2, 6, 4.5)]));
        Assert.Equal((2, 4, 3.4), (row.Target.Epoch, row.Target.Median, Math.Round(row.Target.Low, 9)));
        Assert.True(row.Inside);
        Assert.False(Comparing.Rows(Row, [Run(0, 2, 6, 4.7)])[0].Inside);
        // The book's figure does not show the first epoch.
        Assert.Empty(Comparing.Rows(Row, [Run(0, 1, 6)]));
    }

    [Fact]
    public void Longer_runs_are_compared_at_the_common_epoch_and_at_their_end()
    {
        var rows = Comparing.Rows(Row, [Run(0, 2, 6, 4.5), Run(1, 2, 6, 3), Run(2, 3, 6, 4, 2)]);
        Assert.Equal([2, 0, 1], rows.Select(row => row.Target.Epoch));
        Assert.Equal([4.5, 3, 4], rows[0].Ours);
        Assert.Equal([2], rows[1].Ours);
    }

    [Fact]
    public void Experiments_without_runs_have_no_rows() => Assert.Empty(Comparing.Rows(Row, []));

    [Fact]
    public void Chart_of_an_unfinished_run_shows_the_whole_published_curve_and_its_value_at_the_runs_epoch()
    {
        var unfinished = ResultCharts.Of(Row, [Run(0, 2, 6, 4.5)]).Single().ForFile();
        Assert.Contains("published median 4.0000 at epoch 2", unfinished, StringComparison.Ordinal);
        Assert.Contains("epoch 3: published median 2.0000", unfinished, StringComparison.Ordinal);
        var whole = ResultCharts.Of(Row, [Run(0, 3, 6, 4.5, 3)]).Single().ForFile();
        Assert.Contains("published median 2.0000", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("at epoch", whole, StringComparison.Ordinal);
    }
}
