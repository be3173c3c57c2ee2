using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using Xunit;

namespace ModelZoo.Tests.Runs;

public class ResumeTests
{
    private const int Steps = 6, Batch = 8;   // an epoch of 48 examples

    public static TheoryData<string> Small => [.. Zoo.Entries.Where(entry => entry.Parameters < 1_300_000 && entry.Macs < 8_000_000).Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Small))]
    public void A_network_whose_run_stopped_within_an_epoch_goes_on_to_the_same_bits(string model)
    {
        using var scratch = new Scratch();
        Settings Recipe()
        {
            var settings = ModelSettings.For(Zoo.Find(model));
            // A text is counted in tokens: windows of 35, and room for where the first begins.
            int examples = settings.Recipe.Dataset == "dasher-english" ? Steps * Batch * 35 + 36 : Steps * Batch;
            foreach (var (name, value) in new[] { ("epochs", "2"), ("batch-size", $"{Batch}"), ("limit-train", $"{examples}"), ("limit-test", $"{examples}"), ("device", "cpu"), ("threads", "1"), ("checkpoint-every", "2") })
                settings.Set(name, value, "test");
            return settings;
        }
        using var whole = new Run(Recipe());
        whole.Train(scratch["whole"], TestContext.Current.CancellationToken);
        var resumed = SmallRuns.TrainInTwoParts(scratch, Recipe(), third: 8);
        foreach (var part in new[] { "model", "state" })
            Assert.Equal(Checksums.Of(whole.Folder.FullPath, part), Checksums.Of(resumed.Folder, part));
    }
}
