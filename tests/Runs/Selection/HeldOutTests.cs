using ModelZoo.Datasets.Sets;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Runs.Selection;

/// <summary>What is held out is chosen by; the test part is looked at once, at the end, with the weights that were chosen without it.</summary>
public class HeldOutTests
{
    [Theory]
    [InlineData("0.1", 100)]
    [InlineData("250", 250)]
    [InlineData("1/4", 250)]
    [InlineData("4/4", 250)]
    public void Every_class_has_its_share_of_both_parts_and_nothing_is_lost(string text, int held)
    {
        using var scope = NewDisposeScope();
        // Of 1,000 examples 700, 200 and 100 are of one class each, and each example knows its number.
        var classes = tensor(Enumerable.Range(0, 1000).Select(i => i < 700 ? 0L : i < 900 ? 1 : 2).ToArray());
        using var set = new Dataset("numbers", Targets.Classes, new Split(arange(1000).reshape(1000, 1), classes), new Split(zeros(1, 1), zeros(1, int64)));
        var counts = Counts(set.Train.Targets);
        var (train, validation) = HeldOut.Parse(text).Divide(set, seed: 5);
        using (train)
        using (validation)
        {
            Assert.Equal(held, validation.Count);
            Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), cat([train.Inputs, validation.Inputs]).data<long>().ToArray().Order());
            foreach (var (label, count) in Counts(validation.Targets))
                Assert.InRange(count, counts[label] * held / 1000.0 - 1, counts[label] * held / 1000.0 + 1);
            Assert.Equal(counts.Count, Counts(validation.Targets).Count);
            var (again, other) = (HeldOut.Parse(text).Divide(set, seed: 5), HeldOut.Parse(text).Divide(set, seed: 6));
            Assert.True(again.Validation.Inputs.Equals(validation.Inputs));
            Assert.False(other.Validation.Inputs.Equals(validation.Inputs));
        }
    }

    [Fact]
    public void Of_a_text_a_stretch_is_held_out_that_shares_no_token_with_the_rest()
    {
        using var scope = NewDisposeScope();
        foreach (var part in new[] { "0.2", "50", "2/4" })
        {
            using var set = new Dataset("text", Targets.NextTokens, new TextSplit(arange(300), 10), new TextSplit(arange(300), 10));
            var (train, validation) = HeldOut.Parse(part).Divide(set, seed: 1);
            using (train)
            using (validation)
            {
                var (seen, held) = (Tokens(train), Tokens(validation));
                Assert.Empty(seen.Intersect(held));
                Assert.Equal(300, seen.Count + held.Count);
                Assert.Equal(held.Count, held.Max() - held.Min() + 1);
            }
        }
        static HashSet<long> Tokens(Split split) => [.. split.Inputs.contiguous().data<long>().ToArray(), .. split.Targets.contiguous().data<long>().ToArray()];
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0.2")]
    [InlineData("3/3")]
    public void What_can_be_held_out_is_read(string text) => Assert.Equal(text, HeldOut.Parse(text).ToString());

    [Theory]
    [InlineData("1.5")]
    [InlineData("-0.1")]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("1/1")]
    [InlineData("a tenth")]
    public void What_cannot_is_told(string text) =>
        Assert.Contains("a share below 1 such as 0.1, a number of examples", Assert.Throws<RecipeException>(() => HeldOut.Parse(text)).Message);

    [Fact]
    public void The_test_is_looked_at_once_with_the_weights_of_the_best_epoch()
    {
        using var scratch = new Scratch();
        // A high rate: the loss jumps about, and the best epoch is not the last.
        var settings = SmallRuns.Settings(("validation", "0.2"), ("lr", "0.15"), ("batch-size", "7"), ("epochs", "8"));
        using var run = new Run(settings, reporter: new RunReporter());
        Assert.Equal((800, 200), (run.Data.Train.Count, run.Validation!.Count));
        run.Train(scratch.Path, TestContext.Current.CancellationToken);

        var rows = run.Trainer.State.Rows;
        int best = rows.MinBy(row => row.Validation["loss"])!.Epoch;
        Assert.NotEqual(8, best);
        Assert.Equal(best, Assert.Single(rows, row => row.Test.Count > 0).Epoch);
        Assert.Equal(best, run.Result!.Epoch);
        using var scope = NewDisposeScope();
        using var fresh = new Run(settings);
        fresh.Model.load_state_dict(Checkpoint.Load(run.Folder.Best).Model);
        Assert.Equal(fresh.Evaluate()["loss"], run.Result.Test["loss"]);
        // As much is in metrics.csv, and its first nine columns are those of every run.
        var lines = File.ReadAllLines(Path.Combine(run.Folder.FullPath, "metrics.csv")).Select(line => line.Split(',')).ToArray();
        Assert.Equal("epoch,step,seconds,lr,train_loss,test_loss,examples_per_second,validation_loss", string.Join(',', lines[0]));
        Assert.Equal([best], lines[1..].Where(line => line[5] != "NaN").Select(line => int.Parse(line[0])));
        Assert.Equal(rows.Select(row => row.Validation["loss"]), lines[1..].Select(line => double.Parse(line[7])));
        Assert.Contains("weights of epoch", File.ReadAllText(Path.Combine(run.Folder.FullPath, "report.html")));
    }

    [Fact]
    public void Patience_and_the_plateau_watch_what_is_held_out()
    {
        using var scratch = new Scratch();
        // The loss falls in every epoch: only a least change that it does not make ends the run.
        var patient = SmallRuns.Train(scratch, ("validation", "0.2"), ("patience", "1"), ("epochs", "6"));
        Assert.Equal((Ending.Finished, 6), (patient.Ending, patient.State.Epoch));
        var impatient = SmallRuns.Train(scratch, ("validation", "0.2"), ("patience", "2"), ("min-change", "1000"), ("epochs", "6"));
        Assert.Equal((Ending.OutOfPatience, 3, 3), (impatient.Ending, impatient.State.Epoch, impatient.State.BestEpoch));

        // A rate that jumps about is reduced exactly where the validation loss, and not where the training loss, says so.
        var plateau = SmallRuns.Train(scratch, ("validation", "0.2"), ("schedule", "plateau:patience=0,factor=0.5"), ("lr", "0.15"), ("batch-size", "7"), ("epochs", "8"));
        double best = double.PositiveInfinity, rate = 0.15;
        foreach (var row in plateau.State.Rows)
        {
            Assert.Equal(rate, row.LearningRate, 12);
            if (row.Validation["loss"] < best * (1 - 1e-4))
                best = row.Validation["loss"];
            else
                rate /= 2;
        }
        Assert.True(rate < 0.15);
    }

    [Fact]
    public void What_is_held_out_cannot_change_when_a_run_goes_on()
    {
        using var scratch = new Scratch();
        var folder = SmallRuns.Train(scratch, ("validation", "0.2")).Folder;
        foreach (var name in new[] { "validation", "seed" })
            Assert.Contains("other examples would be held out", Assert.Throws<RecipeException>(() => Run.Resume(folder, new Settings("").Set("seed", "1", "test"), [name], null, null, _ => { })).Message);
    }

    private static Dictionary<long, int> Counts(Tensor classes) => classes.data<long>().ToArray().CountBy(label => label).ToDictionary();
}
