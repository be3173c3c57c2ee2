using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Pages;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

/// <summary>When a value counts as inside, and what it is compared with.</summary>
public sealed class ComparingTests
{
    private static readonly Experiment Row = new("made-up", Section.Linear, "Made up", "no book", "", new Computed((_, _) => { }, "train_loss"))
    {
        Epochs = 3,
        Targets = [new("train_loss", 1, 2, 3), new("train_loss", 5, 6, 7) { Epoch = 1 }],
        Curves = [new("train_loss", double.NaN, 4, 2)],
    };

    private static Measurement Run(long seed, int epochs, params double[] losses) => new()
    {
        Experiment = "made-up",
        Seed = seed,
        Epochs = epochs,
        Values = new Dictionary<string, double> { ["train_loss"] = losses[^1] },
        Curves = new Dictionary<string, double[][]> { ["train_loss"] = [.. losses.Select((loss, i) => new double[] { i + 1, loss })] },
    };

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(0.999, false)]
    [InlineData(3.001, false)]
    [InlineData(double.NaN, false)]
    public void A_value_is_inside_from_the_least_to_the_largest_published(double value, bool inside) =>
        Assert.Equal(inside, Comparing.Rows(Row, [Run(0, 3, 6, 4, value)])[0].Inside);

    [Fact]
    public void The_median_of_the_seeds_decides_and_a_diverged_one_counts_as_the_largest()
    {
        var row = Comparing.Rows(Row, [Run(0, 3, 6, 4, 9), Run(1, 3, 6, 4, 2.5), Run(2, 3, 6, 4, 1.5)])[0];
        Assert.Equal(2.5, row.Median);
        Assert.True(row.Inside);
        Assert.False(Comparing.Rows(Row, [Run(0, 3, 6, 4, 2), Run(1, 3, 6, 4, double.NaN)])[0].Inside);
        Assert.True(Comparing.Rows(Row, [Run(0, 3, 6, 4, 2), Run(1, 3, 6, 4, double.NaN), Run(2, 3, 6, 4, 2)])[0].Inside);
    }

    [Fact]
    public void A_target_of_an_earlier_epoch_is_read_from_the_curve() => Assert.Equal(6, Comparing.Rows(Row, [Run(0, 3, 6, 4, 2)])[1].Median);

    [Fact]
    public void A_run_that_has_not_ended_is_compared_with_the_median_curve_where_it_stands()
    {
        var row = Assert.Single(Comparing.Rows(Row, [Run(0, 2, 6, 4.5)]));
        Assert.Equal((2, 4, 3.4), (row.Target.Epoch, row.Target.Median, Math.Round(row.Target.Low, 9)));
        Assert.True(row.Inside);
        Assert.False(Comparing.Rows(Row, [Run(0, 2, 6, 4.7)])[0].Inside);
        // The book's figure does not show the first epoch.
        Assert.Empty(Comparing.Rows(Row, [Run(0, 1, 6)]));
    }

    [Fact]
    public void Seeds_that_went_on_are_compared_where_all_stood_and_where_they_ended()
    {
        var rows = Comparing.Rows(Row, [Run(0, 2, 6, 4.5), Run(1, 2, 6, 3), Run(2, 3, 6, 4, 2)]);
        Assert.Equal([2, 0, 1], rows.Select(row => row.Target.Epoch));
        Assert.Equal([4.5, 3, 4], rows[0].Ours);
        Assert.Equal([2], rows[1].Ours);
    }

    [Fact]
    public void Nothing_is_said_of_what_was_not_run() => Assert.Empty(Comparing.Rows(Row, []));

    [Fact]
    public void A_chart_of_a_run_that_stopped_early_shows_all_that_is_published_and_tells_the_value_of_its_epoch()
    {
        var stopped = ResultCharts.Of(Row, [Run(0, 2, 6, 4.5)]).Single().Chart.File();
        Assert.Contains("published median 4.0000 at epoch 2", stopped, StringComparison.Ordinal);
        Assert.Contains("epoch 3: published median 2.0000", stopped, StringComparison.Ordinal);
        var whole = ResultCharts.Of(Row, [Run(0, 3, 6, 4.5, 3)]).Single().Chart.File();
        Assert.Contains("published median 2.0000", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("at epoch", whole, StringComparison.Ordinal);
    }
}
