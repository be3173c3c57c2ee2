using ModelZoo.Datasets;
using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;
using ModelZoo.Runs;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using Xunit;

namespace ModelZoo.Tests.Reproduce.Tables;

public sealed class ExperimentTableTests
{
    public static TheoryData<string> Names => [.. Experiments.All.Select(row => row.Name)];

    private static Experiment Row(string name) => Assert.Single(Experiments.Find([name]));

    [Fact]
    public void Names_of_experiments_and_groups_are_unique()
    {
        string[] names =
            [.. Experiments.All.Select(row => row.Name), .. Experiments.Groups.Select(group => group.Name)];
        Assert.Equal(names.Distinct(), names);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_names_existing_metrics_models_data_and_settings(string name)
    {
        var row = Row(name);
        Assert.NotEmpty(row.Targets);
        Assert.All(row.Targets, target => Assert.Contains(target.Metric, row.Procedure.Metrics));
        Assert.All(row.Curves, curve => Assert.Contains(curve.Metric, row.Procedure.Metrics));
        switch (row.Procedure)
        {
            case TrainedRun trained:
                var recipe = trained.SettingsOf(new Attempt(new Conditions(), row, 0, "")).Recipe;
                Assert.Contains(recipe.Dataset, DatasetCatalog.Names);
                Assert.Equal(row.Epochs, recipe.Epochs);
                if (recipe.Init.Length > 0)
                    Initialization.Apply(recipe.Init, torch.nn.Linear(2, 2));
                break;
            case LinearFit fit:
                Assert.Contains(fit.Dataset, DatasetCatalog.Names);
                using (var one = torch.ones(1))
                using (var optimizer = OptimizerTable.Create(fit.Optimizer, [one]))
                    Assert.Single(optimizer.param_groups);
                break;
        }
    }

    [Fact]
    public void Published_numbers_all_belong_to_an_experiment()
    {
        var lines = new[] { "published.csv", "curves.csv" }
            .SelectMany(file => File.ReadLines(Path.Combine(Repository.Root, "Reproduce", "Tables", file)))
            .Where(line => !line.StartsWith("experiment", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines.SelectMany(line => line.Split(',')[0].Split(' ')), name => Row(name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Published_numbers_are_in_order(string name)
    {
        var row = Row(name);
        Assert.All(row.Targets, target =>
            Assert.True(target.Low <= target.Median && target.Median <= target.High, target.Metric));
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

    // The median run of the last epoch need not be the median run of all epochs.
    [Theory]
    [MemberData(nameof(Names))]
    public void Published_curve_ends_near_the_published_median(string name) => Assert.All(Row(name).Curves, curve =>
    {
        var ends = Row(name).Targets.Where(target => target.Metric == curve.Metric && target.Epoch == 0);
        Assert.All(ends, target => Assert.InRange(
            curve.Values[^1],
            Math.Min(target.Low, target.Median * 0.94),
            Math.Max(target.Median * 1.06, target.High)));
    });

    [Fact]
    public void Groups_hold_each_experiment_once()
    {
        var found = Experiments.Find(["optimization", "airfoil-gd", "quick"]);
        Assert.Equal(found.Distinct(), found);
        Assert.Contains(found, row => row.Name == "airfoil-yogi");
        Assert.DoesNotContain(Experiments.Find(["all"]), row => row.Heavy);
        Assert.Equal(Experiments.All.Where(row => row.Heavy), Experiments.Find(["heavy", "heavy-english"]));
    }

    [Fact]
    public void Heavy_experiments_have_curves_to_compare_single_epochs_with() =>
        Assert.All(Experiments.Find(["heavy"]), row => Assert.NotEmpty(row.Curves));

    [Fact]
    public void Unknown_name_is_answered_with_the_nearest()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Experiments.Find(["airfoil-yogy"]));
        Assert.Contains("airfoil-yogi", error.Message);
    }
}
