
using ModelZoo.Datasets;
using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using ModelZoo.Runs;
using ModelZoo.Training.Optimizers;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

/// <summary>The rows name models, data, settings and values that there are, and their published numbers have an order.</summary>
public sealed class ExperimentTableTests
{
    public static TheoryData<string> Names => [.. Experiments.All.Select(row => row.Name)];

    private static Experiment Row(string name) => Assert.Single(Experiments.Find([name]));

    [Fact]
    public void Names_are_unique_and_no_group_is_called_like_an_experiment() =>
        Assert.Equal(Experiments.All.Count + Experiments.Groups.Count, Experiments.All.Select(row => row.Name).Concat(Experiments.Groups.Select(group => group.Name)).Distinct().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_names_what_there_is(string name)
    {
        var row = Row(name);
        Assert.NotEmpty(row.Targets);
        Assert.All(row.Targets, target => Assert.Contains(target.Metric, row.Way.Metrics));
        Assert.All(row.Curves, curve => Assert.Contains(curve.Metric, row.Way.Metrics));
        switch (row.Way)
        {
            case TrainedRun trained:
                var settings = trained.Chosen(new Attempt(new Conditions(), row, 0, ""));
                Assert.Contains(settings.Recipe.Dataset, DatasetCatalog.Names);
                Assert.Equal(row.Epochs, settings.Recipe.Epochs);
                if (settings.Recipe.Init.Length > 0)
                    Initialisation.Apply(settings.Recipe.Init, TorchSharp.torch.nn.Linear(2, 2));
                break;
            case LinearFit fit:
                Assert.Contains(fit.Dataset, DatasetCatalog.Names);
                using (var one = TorchSharp.torch.ones(1))
                using (var optimizer = OptimizerTable.Create(fit.Optimizer, [one]))
                    Assert.Single(optimizer.param_groups);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Published_numbers_have_an_order(string name)
    {
        var row = Row(name);
        Assert.All(row.Targets, target => Assert.True(target.Low <= target.Median && target.Median <= target.High, target.Metric));
        Assert.All(row.Targets, target => Assert.InRange(target.Epoch, 0, row.Epochs));
        Assert.All(row.Curves, curve =>
        {
            Assert.Equal(curve.Epochs.Count, curve.Values.Count);
            Assert.Equal(curve.Epochs.Order(), curve.Epochs);
            Assert.Equal(row.Epochs, curve.Epochs[^1]);
            if (curve.Metric != "test_accuracy")
                Assert.True(curve.Values[0] is double.NaN || curve.Values[0] > curve.Values[^1], "A loss falls.");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_curve_ends_near_the_published_median(string name) =>
        Assert.All(Row(name).Curves, curve => Assert.All(Row(name).Targets.Where(target => target.Metric == curve.Metric && target.Epoch == 0),
            // Of runs and of epochs the medians need not be the same run's.
            target => Assert.InRange(curve.Values[^1], Math.Min(target.Low, target.Median * 0.94), Math.Max(target.Median * 1.06, target.High))));

    [Fact]
    public void A_group_is_several_experiments_each_once()
    {
        var found = Experiments.Find(["optimization", "airfoil-gd", "quick"]);
        Assert.Equal(found.Distinct(), found);
        Assert.Contains(found, row => row.Name == "airfoil-yogi");
        Assert.DoesNotContain(Experiments.Find(["all"]), row => row.Heavy);
        Assert.Equal(Experiments.All.Where(row => row.Heavy), Experiments.Find(["heavy", "heavy-english"]));
        // Where a run may end early, there is something to compare it with.
        Assert.All(Experiments.Find(["heavy"]), row => Assert.NotEmpty(row.Curves));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() =>
        Assert.Contains("airfoil-yogi", Assert.ThrowsAny<ArgumentException>(() => Experiments.Find(["airfoil-yogy"])).Message);
}
