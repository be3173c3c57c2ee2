using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Pages;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

/// <summary>Seeds that are finished stay, one that was interrupted goes on, and what is kept for the docs grows.</summary>
public sealed class CampaignTests : IDisposable
{
    private readonly Scratch _folder = new();
    private static readonly Experiment Tiny = new("tiny", Section.Linear, "Tiny", "no book", "", new TrainedRun("mlp", ("dataset", "glyphs"), ("limit-train", "256"), ("limit-test", "64"), ("batch-size", "64")))
    {
        Epochs = 3,
        Targets = [new("train_loss", 0, 2, 10)],
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_seed_is_not_run_again()
    {
        int times = 0;
        var row = new Experiment("counted", Section.Linear, "Counted", "", "", new Computed((attempt, found) => found.Values["train_loss"] = 1 + attempt.Seed + 10 * times++, "train_loss"));
        var campaign = new Campaign(_folder.Path);
        var first = campaign.Run(row, 0, TestContext.Current.CancellationToken)!;
        Assert.Equal(first.Json(), campaign.Run(row, 0, TestContext.Current.CancellationToken)!.Json());
        Assert.Equal(12, campaign.Run(row, 1, TestContext.Current.CancellationToken)!.Value("train_loss"));
        Assert.Equal(2, times);
        Assert.Equal([0, 1], campaign.Finished(row).Select(run => run.Seed));
    }

    [Fact]
    public void An_interrupted_run_goes_on_and_ends_as_if_it_had_not_been()
    {
        var whole = new Campaign(_folder["whole"], new Conditions { Threads = 1 }).Run(Tiny, 1, TestContext.Current.CancellationToken)!;
        using var stop = new CancellationTokenSource();
        Assert.Null(new Campaign(_folder["parts"], new Conditions { Threads = 1, Observer = new StopsAfter(1, stop) }).Run(Tiny, 1, stop.Token));
        Assert.Empty(new Campaign(_folder["parts"]).Finished(Tiny));
        var rest = new Campaign(_folder["parts"], new Conditions { Threads = 1 }).Run(Tiny, 1, TestContext.Current.CancellationToken)!;
        Assert.Equal(3, rest.Epochs);
        Assert.Equal(whole.Values, rest.Values);
        Assert.Single(Directory.GetDirectories(new Campaign(_folder["parts"]).Folder(Tiny, 1)));
    }

    [Fact]
    public void More_epochs_go_on_from_fewer()
    {
        var one = new Campaign(_folder.Path, new Conditions { Threads = 1, Epochs = 1 }).Run(Tiny, 0, TestContext.Current.CancellationToken)!;
        var all = new Campaign(_folder.Path, new Conditions { Threads = 1 }).Run(Tiny, 0, TestContext.Current.CancellationToken)!;
        Assert.Equal((1, 3), (one.Epochs, all.Epochs));
        Assert.Equal(one.Value("train_loss"), all.Value("train_loss", epoch: 1));
    }

    [Fact]
    public void A_result_lands_in_the_table_and_on_the_pages()
    {
        var campaign = new Campaign(_folder.Path);
        var row = Assert.Single(Experiments.Find(["sine-forecast"]));
        var made = campaign.Run(row, 0, TestContext.Current.CancellationToken)!;
        Assert.True(Assert.Single(Comparing.Rows(row, campaign.Finished(row))).Inside);

        ResultsPage.Write(_folder["report.html"], [(row, campaign.Finished(row))]);
        Assert.Contains(row.Title, File.ReadAllText(_folder["report.html"]));

        ResultsDocument.Keep(_folder["docs"], row, [made]);
        ResultsDocument.Keep(_folder["docs"], row, [made with { Seed = 1 }]);
        ResultsDocument.Keep(_folder["docs"], row, [made]);
        Assert.Equal([0, 1], Measurement.ReadLines(_folder["docs/results/sine-forecast.jsonl"]).Select(run => run.Seed));
        ResultsDocument.Write(_folder["docs"]);
        var page = File.ReadAllText(_folder["docs/RESULTS.md"]);
        Assert.Contains("| The next value of a noisy sine | train loss |", page);
        Assert.Contains("1 of 1 medians lie inside", page);
    }

    [Fact]
    public void What_was_not_run_in_single_precision_says_so()
    {
        var half = new Campaign(_folder.Path, new Conditions { Threads = 1, Epochs = 1, Precision = "bf16" }).Run(Tiny, 0, TestContext.Current.CancellationToken)!;
        var single = new Campaign(_folder["single"], new Conditions { Threads = 1, Epochs = 1 }).Run(Tiny, 0, TestContext.Current.CancellationToken)!;
        Assert.Equal(("Tiny, bf16", "Tiny", "Tiny, bf16 in 2 of 3 runs"), (ResultText.Title(Tiny, [half]), ResultText.Title(Tiny, [single]), ResultText.Title(Tiny, [half, single, half])));
        Assert.InRange(Math.Abs(half.Values["train_loss"] - single.Values["train_loss"]), 1e-6, 0.1);
    }

    [Fact]
    public void A_damaged_result_is_told_in_a_sentence()
    {
        var campaign = new Campaign(_folder.Path);
        Directory.CreateDirectory(campaign.Folder(Tiny, 0));
        File.WriteAllText(Path.Combine(campaign.Folder(Tiny, 0), "result.json"), "{\"experiment\":");
        Assert.Contains("delete it", Assert.Throws<RecipeException>(() => campaign.Run(Tiny, 0, TestContext.Current.CancellationToken)).Message);
    }

    private sealed class StopsAfter(int epoch, CancellationTokenSource stop) : IObserver
    {
        public void EpochEnded(EpochRow row, bool best)
        {
            if (row.Epoch == epoch)
                stop.Cancel();
        }
    }
}
