using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs;

public class ResumeTests
{
    private const int Steps = 6, Batch = 8;   // an epoch of 48 examples

    public static TheoryData<string> Small =>
        [.. Zoo.Entries
            .Where(entry => entry.Parameters < 1_300_000 && entry.Macs < 8_000_000)
            .Select(entry => entry.Name)];

    /// <summary>Issue 22, A 1: a run's record never changes but by training.</summary>
    [Fact]
    public void Finished_run_stays_as_it_is_and_says_what_would_continue_it()
    {
        using var scratch = new Scratch();
        var folder = SmallRuns.Train(scratch).Folder;
        string[] Record() => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order()
            .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}")];
        var before = Record();

        var changes = new Settings("").Set(r => r.LearningRate, 0.5, "command line");
        var error = Assert.Throws<RecipeException>(
            () => RunBuilder.Resume(folder, _ => { }, changes: changes, changed: ["lr"]));
        Assert.Contains("--lr would change nothing. This run is over after epoch 3, step 60", error.Message);
        Assert.EndsWith("resume it with --epochs 6.", error.Message);

        using (var again = RunBuilder.Resume(folder, _ => { }))
        {
            Assert.NotNull(again.NothingLeft);
            Assert.Equal(Ending.Finished, again.Train(scratch.Path, TestContext.Current.CancellationToken));
        }
        Assert.Equal(before, Record());

        changes.Set(r => r.Epochs, 4, "command line");
        using var more = RunBuilder.Resume(folder, _ => { }, changes: changes, changed: ["lr", "epochs"]);
        more.Train(scratch.Path, TestContext.Current.CancellationToken);
        Assert.Equal((4, 0.5), (more.Trainer.State.Epoch, more.Trainer.State.Rows[^1].LearningRate));
    }

    [Theory, MemberData(nameof(Small))]
    public void Run_stopped_within_an_epoch_resumes_to_the_same_bits(string model)
    {
        using var scratch = new Scratch();
        Settings Recipe()
        {
            var settings = ModelSettings.For(Zoo.Find(model));
            // A text is counted in tokens: windows of 35, and room for where the first one begins.
            bool isText = settings.Recipe.Dataset == "dasher-english";
            int examples = isText ? Steps * Batch * 35 + 36 : Steps * Batch;
            return settings
                .Set(r => r.Epochs, 2, "test")
                .Set(r => r.BatchSize, Batch, "test")
                .Set(r => r.LimitTrain, examples, "test")
                .Set(r => r.LimitTest, examples, "test")
                .Set(r => r.Device, "cpu", "test")
                .Set(r => r.Threads, 1, "test")
                .Set(r => r.CheckpointEvery, 2, "test");
        }
        using var whole = RunBuilder.Build(Recipe());
        whole.Train(scratch["whole"], TestContext.Current.CancellationToken);
        var resumed = SmallRuns.TrainInTwoParts(scratch, Recipe(), third: 8);
        foreach (var part in new[] { "model", "state" })
            Assert.Equal(Checksums.Of(whole.Folder.FullPath, part), Checksums.Of(resumed.Folder, part));
    }
}
