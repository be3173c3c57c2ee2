using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Pages;
using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

public sealed class CampaignTests : IDisposable
{
    private static readonly TrainedRun SmallRun = new(
        "mlp", ("dataset", "glyphs"), ("limit-train", "256"), ("limit-test", "64"), ("batch-size", "64"));

    private static readonly Experiment Tiny = new("tiny", Section.Linear, "Tiny", "no book", "", SmallRun)
    {
        Epochs = 3,
        Targets = [new("train_loss", 0, 2, 10)],
    };

    private readonly Scratch _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finished_seeds_are_not_run_again()
    {
        int times = 0;
        var counting = new Computed(
            (attempt, found) => found.Values["train_loss"] = 1 + attempt.Seed + 10 * times++, "train_loss");
        var row = new Experiment("counted", Section.Linear, "Counted", "", "", counting);
        var campaign = new Campaign(_folder.Path);
        var first = campaign.Run(row, 0, Stop)!;
        Assert.Equal(first.Json(), campaign.Run(row, 0, Stop)!.Json());
        Assert.Equal(12, campaign.Run(row, 1, Stop)!.Value("train_loss"));
        Assert.Equal(2, times);
        Assert.Equal([0, 1], campaign.Finished(row).Select(run => run.Seed));
    }

    [Fact]
    public void Interrupted_run_resumes_and_ends_as_if_it_had_not_stopped()
    {
        var whole = Campaign("whole").Run(Tiny, 1, Stop)!;
        using var stop = new CancellationTokenSource();
        var observer = new StopsAfter(1, stop);
        var stopped = new Campaign(_folder["parts"], new Conditions { Threads = 1, Observer = observer });
        Assert.Null(stopped.Run(Tiny, 1, stop.Token));
        Assert.Empty(stopped.Finished(Tiny));
        var rest = Campaign("parts").Run(Tiny, 1, Stop)!;
        Assert.Equal(3, rest.Epochs);
        Assert.Equal(whole.Values, rest.Values);
        Assert.Single(Directory.GetDirectories(stopped.Folder(Tiny, 1)));
    }

    [Fact]
    public void Longer_run_continues_a_shorter_one()
    {
        var one = Campaign("runs", epochs: 1).Run(Tiny, 0, Stop)!;
        var all = Campaign("runs").Run(Tiny, 0, Stop)!;
        Assert.Equal((1, 3), (one.Epochs, all.Epochs));
        Assert.Equal(one.Value("train_loss"), all.Value("train_loss", epoch: 1));
    }

    [Fact]
    public void Results_are_kept_once_and_appear_on_the_pages()
    {
        var campaign = new Campaign(_folder.Path);
        var row = Assert.Single(Experiments.Find(["sine-forecast"]));
        var made = campaign.Run(row, 0, Stop)!;
        Assert.True(Assert.Single(Comparing.Rows(row, campaign.Finished(row))).Inside);

        ResultsPage.Write(_folder["report.html"], [(row, campaign.Finished(row))]);
        Assert.Contains(row.Title, File.ReadAllText(_folder["report.html"]));

        ResultsDocument.Keep(_folder["docs"], row, [made]);
        ResultsDocument.Keep(_folder["docs"], row, [made with { Seed = 1 }]);
        ResultsDocument.Keep(_folder["docs"], row, [made]);
        var kept = Measurement.ReadLines(_folder["docs/results/runs.jsonl"]);
        Assert.Equal([("sine-forecast", 0), ("sine-forecast", 1)], kept.Select(run => (run.Experiment, run.Seed)));
        ResultsDocument.Write(_folder["docs"]);
        var page = File.ReadAllText(_folder["docs/RESULTS.md"]);
        Assert.Contains("| The next value of a noisy sine | train loss |", page);
        Assert.Contains("1 of 1 medians lie inside", page);
    }

    [Fact]
    public void Title_names_the_precision_of_runs_that_were_not_in_fp32()
    {
        var half = Campaign("half", epochs: 1, precision: "bf16").Run(Tiny, 0, Stop)!;
        var single = Campaign("single", epochs: 1).Run(Tiny, 0, Stop)!;
        Assert.Equal("Tiny, bf16", ResultText.Title(Tiny, [half]));
        Assert.Equal("Tiny", ResultText.Title(Tiny, [single]));
        Assert.Equal("Tiny, bf16 in 2 of 3 runs", ResultText.Title(Tiny, [half, single, half]));
        Assert.InRange(Math.Abs(half.Values["train_loss"] - single.Values["train_loss"]), 1e-6, 0.1);
    }

    [Fact]
    public void Damaged_result_is_reported_with_what_to_do()
    {
        var campaign = new Campaign(_folder.Path);
        Directory.CreateDirectory(campaign.Folder(Tiny, 0));
        File.WriteAllText(Path.Combine(campaign.Folder(Tiny, 0), "result.json"), "{\"experiment\":");
        var error = Assert.Throws<RecipeException>(() => campaign.Run(Tiny, 0, Stop));
        Assert.Contains("delete it", error.Message);
    }

    private Campaign Campaign(string folder, int? epochs = null, string precision = "fp32") =>
        new(_folder[folder], new Conditions { Threads = 1, Epochs = epochs, Precision = precision });

    private sealed class StopsAfter(int epoch, CancellationTokenSource stop) : IObserver
    {
        public void EpochEnded(EpochRow row, bool best)
        {
            if (row.Epoch == epoch)
                stop.Cancel();
        }
    }
}
