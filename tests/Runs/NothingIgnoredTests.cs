using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using Xunit;

namespace ModelZoo.Tests.Runs;

/// <summary>Issue 22, A 8: what nothing would use, and what cannot work, is refused with the reason.</summary>
public class NothingIgnoredTests
{
    private static Run Build(string model, string name, string value)
    {
        var settings = ModelSettings.For(Zoo.Find(model));
        foreach (var (small, number) in new[] { ("limit-train", "2000"), ("limit-test", "2000"), ("epochs", "1") })
            settings.Set(small, number, "test");
        return RunBuilder.Build(settings.Set(name, value, "command line"));
    }

    [Theory]
    [InlineData("softmax", "dropout", "0.3", "no effect on softmax, which has no dropout")]
    [InlineData("lstm", "dropout", "0.3", "no effect on lstm, which has no dropout")]
    [InlineData("lenet", "width", "64", "no effect on lenet")]
    [InlineData("linear-regression", "label-smoothing", "0.1", "no effect on linear-regression")]
    [InlineData("linear-regression", "image-size", "32", "its examples are not pictures")]
    [InlineData("softmax", "min-change", "0.1", "no effect without --patience")]
    [InlineData("softmax", "keep", "3", "no effect without --checkpoint-every")]
    [InlineData("softmax", "threads", "100000", "processors here")]
    [InlineData("softmax", "warmup", "9", "--lr would never be reached")]
    [InlineData("softmax", "validation", "2", "too few to choose by")]
    [InlineData("softmax", "lr", "0", "without a rate nothing is learned")]
    [InlineData("softmax", "lr", "1e30", "the weights overflow")]
    [InlineData("softmax", "optimizer", "adam:beta1=2", "beta1 is 2, but it must be at least 0 and below 1")]
    public void Setting_without_effect_or_sense_is_refused(string model, string name, string value, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => Build(model, name, value)).Message);

    [Theory]
    [InlineData("adam", "momentum", "--optimizer adam:beta1=0.5")]
    [InlineData("adagrad", "momentum", "adagrad has no momentum")]
    [InlineData("rprop", "weight-decay", "rprop has no weight decay")]
    public void Setting_that_the_optimizer_does_not_use_is_refused(string optimizer, string name, string expected)
    {
        var settings = SmallRuns.Settings(("optimizer", optimizer), (name, "0.5"));
        var error = Assert.ThrowsAny<ArgumentException>(() => RunBuilder.Build(settings));
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("lenet")]
    [InlineData("lstm-deep")]
    public void Dropout_is_taken_by_networks_that_have_it(string model) => Build(model, "dropout", "0.3").Dispose();

    [Theory]
    [InlineData("dropout", "0.5")]
    [InlineData("seed", "7")]
    public void Resume_refuses_what_the_checkpoint_decides(string name, string value)
    {
        using var scratch = new Scratch();
        var folder = SmallRuns.Train(scratch).Folder;
        var changes = new Settings("").Set(name, value, "command line");
        var error = Assert.ThrowsAny<ArgumentException>(
            () => RunBuilder.Resume(folder, _ => { }, changes: changes, changed: [name]));
        Assert.Contains($"--{name} cannot change when a run is resumed", error.Message);
    }
}
