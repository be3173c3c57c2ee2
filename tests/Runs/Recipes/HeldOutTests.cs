using ModelZoo.Datasets.Sets;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Runs.Recipes;

public class HeldOutTests
{
    [Theory]
    [InlineData("0.1", 100)]
    [InlineData("250", 250)]
    [InlineData("1/4", 250)]
    [InlineData("4/4", 250)]
    public void Every_class_has_its_share_in_both_parts(string text, int held)
    {
        using var scope = NewDisposeScope();
        // The three classes have 700, 200 and 100 examples, and each example is its number.
        var classes = tensor(Enumerable.Range(0, 1000).Select(i => i < 700 ? 0L : i < 900 ? 1 : 2).ToArray());
        var all = new Split(arange(1000).reshape(1000, 1), classes);
        using var set = new Dataset("numbers", Targets.Classes, all, new Split(zeros(1, 1), zeros(1, int64)));
        var counts = Counts(set.Train.Targets);
        var (train, validation) = HeldOut.Parse(text).Divide(set, seed: 5);
        using (train)
        using (validation)
        {
            Assert.Equal(held, validation.Count);
            var both = cat([train.Inputs, validation.Inputs]).data<long>().ToArray();
            Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), both.Order());
            foreach (var (label, count) in Counts(validation.Targets))
                Assert.InRange(count, counts[label] * held / 1000.0 - 1, counts[label] * held / 1000.0 + 1);
            Assert.Equal(counts.Count, Counts(validation.Targets).Count);
            var again = HeldOut.Parse(text).Divide(set, seed: 5);
            var other = HeldOut.Parse(text).Divide(set, seed: 6);
            Assert.True(again.Validation.Inputs.Equals(validation.Inputs));
            Assert.False(other.Validation.Inputs.Equals(validation.Inputs));
        }
    }

    [Fact]
    public void Held_out_stretch_of_a_text_shares_no_token_with_the_rest()
    {
        using var scope = NewDisposeScope();
        foreach (var part in new[] { "0.2", "50", "2/4" })
        {
            using var set = new Dataset(
                "text", Targets.NextTokens, new TextSplit(arange(300), 10), new TextSplit(arange(300), 10));
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
        static long[] Numbers(Tensor tokens) => tokens.contiguous().data<long>().ToArray();
        static HashSet<long> Tokens(Split split) => [.. Numbers(split.Inputs), .. Numbers(split.Targets)];
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0.2")]
    [InlineData("3/3")]
    public void Share_number_and_fold_are_parsed(string text) => Assert.Equal(text, HeldOut.Parse(text).ToString());

    [Theory]
    [InlineData("1.5")]
    [InlineData("-0.1")]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("1/1")]
    [InlineData("a tenth")]
    public void Other_text_is_rejected_with_examples(string text)
    {
        var error = Assert.Throws<RecipeException>(() => HeldOut.Parse(text));
        Assert.Contains("a share below 1 such as 0.1, a number of examples", error.Message);
    }

    [Fact]
    public void Test_data_are_used_once_with_the_weights_of_the_best_epoch()
    {
        using var scratch = new Scratch();
        // At a high rate the loss jumps about, and the best epoch is not the last.
        var settings = SmallRuns.Settings(("validation", "0.2"), ("lr", "0.15"), ("batch-size", "7"), ("epochs", "8"));
        using var run = RunBuilder.Build(settings, reporter: new RunReporter());
        Assert.Equal((800, 200), (run.Data.Train.Count, run.Validation!.Count));
        run.Train(scratch.Path, TestContext.Current.CancellationToken);

        var rows = run.Trainer.State.Rows;
        int best = rows.MinBy(row => row.Validation["loss"])!.Epoch;
        Assert.NotEqual(8, best);
        Assert.Equal(best, Assert.Single(rows, row => row.Test.Count > 0).Epoch);
        Assert.Equal(best, run.Result!.Epoch);
        using var scope = NewDisposeScope();
        using var fresh = RunBuilder.Build(settings);
        fresh.Model.load_state_dict(Checkpoint.Load(run.Folder.Best).Model);
        Assert.Equal(fresh.Evaluate()["loss"], run.Result.Test["loss"]);
        // metrics.csv has the same, and the columns of every run come first.
        var text = File.ReadAllLines(Path.Combine(run.Folder.FullPath, "metrics.csv"));
        Assert.Equal("epoch,step,seconds,lr,train_loss,test_loss,examples_per_second,validation_loss", text[0]);
        var lines = text[1..].Select(line => line.Split(',')).ToArray();
        Assert.Equal([best], lines.Where(line => line[5] != "NaN").Select(line => int.Parse(line[0])));
        Assert.Equal(rows.Select(row => row.Validation["loss"]), lines.Select(line => double.Parse(line[7])));
        Assert.Contains("weights of epoch", File.ReadAllText(Path.Combine(run.Folder.FullPath, "report.html")));
    }

    [Fact]
    public void Patience_and_plateau_watch_the_validation_loss()
    {
        using var scratch = new Scratch();
        // The loss falls in every epoch, so only a large least change ends the run early.
        var patient = SmallRuns.Train(scratch, ("validation", "0.2"), ("patience", "1"), ("epochs", "6"));
        Assert.Equal((Ending.Finished, 6), (patient.Ending, patient.State.Epoch));
        var impatient = SmallRuns.Train(
            scratch, ("validation", "0.2"), ("patience", "2"), ("min-change", "1000"), ("epochs", "6"));
        var (ending, state) = (impatient.Ending, impatient.State);
        Assert.Equal((Ending.OutOfPatience, 3, 3), (ending, state.Epoch, state.BestEpoch));

        // The rate is halved exactly where the validation loss says so.
        var plateau = SmallRuns.Train(scratch, ("validation", "0.2"), ("schedule", "plateau:patience=0,factor=0.5"),
            ("lr", "0.15"), ("batch-size", "7"), ("epochs", "8"));
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
    public void Held_out_part_cannot_change_at_resume()
    {
        using var scratch = new Scratch();
        var folder = SmallRuns.Train(scratch, ("validation", "0.2")).Folder;
        var changes = new Settings("").Set(r => r.Seed, 1, "test");
        foreach (var name in new[] { "validation", "seed" })
        {
            var error = Assert.Throws<RecipeException>(
                () => RunBuilder.Resume(folder, _ => { }, changes: changes, changed: [name]));
            Assert.Contains("other examples would be held out", error.Message);
        }
    }

    private static Dictionary<long, int> Counts(Tensor classes) =>
        classes.data<long>().ToArray().CountBy(label => label).ToDictionary();
}
