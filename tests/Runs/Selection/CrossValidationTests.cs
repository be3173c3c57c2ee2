using ModelZoo.Datasets.Sets;
using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Runs.Selection;

public class CrossValidationTests
{
    [Fact]
    public void Each_fold_equals_the_run_that_holds_it_out()
    {
        using var scratch = new Scratch();
        var settings = SmallRuns.Settings(("epochs", "2"), ("lr", "0.01"));
        var validation = CrossValidation.Create(scratch.Path, settings, folds: 4);
        var told = new List<FoldResult>();
        validation.Run(null, warning => Assert.Fail(warning), told.Add, stop: TestContext.Current.CancellationToken);

        Assert.True(validation.IsDone);
        Assert.Equal([1, 2, 3, 4], told.Select(row => row.Fold));
        for (int fold = 1; fold <= 4; fold++)
        {
            var run = SmallRuns.Train(scratch, ("epochs", "2"), ("lr", "0.01"), ("validation", $"{fold}/4"));
            Assert.Equal(run.State.Rows[^1].Validation["loss"], told[fold - 1].Values["validation_loss"]);
        }
        var values = told.Select(row => row.Values["validation_loss"]).ToArray();
        Assert.Equal(values.Average(), validation.Over("validation_loss").Mean);
        using var four = tensor(values);
        Assert.Equal(four.std().item<double>(), validation.Over("validation_loss").Deviation, 12);
        var table = File.ReadAllLines(Path.Combine(validation.Folder, "folds.csv"));
        Assert.Equal("fold,seed,epochs,of_epoch,train_loss,validation_loss,seconds", table[0]);
        Assert.Equal(5, table.Length);
    }

    [Fact]
    public void Stopped_cross_validation_resumes_after_its_finished_folds()
    {
        using var scratch = new Scratch();
        using var stop = new CancellationTokenSource();
        var first = CrossValidation.Create(scratch.Path, SmallRuns.Settings(("epochs", "2")), folds: 3, seeds: 2);
        first.Run(null, _ => { }, row => { if (row is { Fold: 2, Seed: 0 }) stop.Cancel(); }, stop: stop.Token);
        Assert.Equal(2, first.Results.Count);
        var resumed = CrossValidation.Open(first.Folder);
        var told = new List<(long, int)>();
        resumed.Run(null, _ => { }, row => told.Add((row.Seed, row.Fold)), stop: TestContext.Current.CancellationToken);
        Assert.Equal([(0, 3), (1, 1), (1, 2), (1, 3)], told);
        Assert.Equal(6, resumed.Results.Count);
        Assert.Equal(first.Results, resumed.Results.Take(2), (a, b) =>
            a.Fold == b.Fold && a.Values["validation_loss"] == b.Values["validation_loss"]);
    }

    [Fact]
    public void Patience_takes_the_values_of_the_best_epoch()
    {
        using var scratch = new Scratch();
        var settings = SmallRuns.Settings(("epochs", "9"), ("lr", "0.15"), ("batch-size", "7"), ("patience", "2"));
        var validation = CrossValidation.Create(scratch.Path, settings, folds: 2);
        validation.Run(null, _ => { }, stop: TestContext.Current.CancellationToken);
        Assert.All(validation.Results, row => Assert.Equal(row.Epochs, Math.Min(9, row.OfEpoch + 2)));
    }

    [Theory]
    [InlineData(1, 1, "0", "--folds takes")]
    [InlineData(5, 0, "0", "--seeds takes")]
    [InlineData(5, 1, "0.1", "--validation does not go with cross-validation")]
    public void Impossible_plans_are_rejected(int folds, int seeds, string validation, string expected)
    {
        using var scratch = new Scratch();
        var settings = SmallRuns.Settings(("validation", validation));
        var error = Assert.Throws<RecipeException>(() => CrossValidation.Create(scratch.Path, settings, folds, seeds));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Folds_by_class_have_equal_shares_of_each_class()
    {
        using var scope = NewDisposeScope();
        using var split = new Split(arange(100).reshape(100, 1), arange(100).remainder(4));
        foreach (var (_, validation) in Splits.Folds(split, 5, seed: 3, byClass: true))
        {
            var labels = validation.Targets.data<long>().ToArray();
            Assert.All(labels.CountBy(label => label), count => Assert.Equal(5, count.Value));
        }
    }
}
