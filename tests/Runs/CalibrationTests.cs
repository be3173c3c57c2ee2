using ModelZoo.Runs;
using ModelZoo.Runs.Calibration;
using ModelZoo.Runs.Recipes;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Runs;

public class CalibrationTests
{
    private static Run Glyphs(string model, params (string, string)[] more)
    {
        var settings = ModelSettings.For(Zoo.Find(model), textbook: false);
        foreach (var (name, value) in more.Prepend(("dataset", "glyphs")).Prepend(("limit-train", "64")).Prepend(("limit-test", "16")))
            settings.Set(name, value, "test");
        return new Run(settings);
    }

    [Fact]
    public void A_trial_changes_neither_weights_nor_random_numbers_nor_the_place_in_the_data()
    {
        int threads = get_num_threads();
        using var run = Glyphs("lenet-bn");
        using var scope = NewDisposeScope();
        var weights = run.Model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        manual_seed(7);
        run.Tune();
        var after = rand(3);
        manual_seed(7);
        Assert.True(rand(3).Equals(after));
        foreach (var (name, tensor) in run.Model.state_dict())
            Assert.True(tensor.Equals(weights[name]), name);
        Assert.All(run.Model.parameters(), parameter => Assert.Null(parameter.grad));
        set_num_threads(threads);
    }

    [Fact]
    public void What_was_found_becomes_a_setting_with_its_origin_and_what_is_given_is_left_alone()
    {
        int threads = get_num_threads();
        using (var run = Glyphs("lenet"))
        {
            run.Tune();
            Assert.Equal(("calibration", "calibration"), (run.Settings.Origin("threads"), run.Settings.Origin("memory-format")));
            Assert.InRange(run.Settings.Recipe.Threads, 1, threads);
            Assert.Contains(run.Settings.Recipe.MemoryFormat, new[] { MemoryLayout.Contiguous, MemoryLayout.ChannelsLast });
        }
        using (var run = Glyphs("lenet", ("memory-format", "contiguous")))
        {
            run.Tune();
            Assert.Equal(("test", 0), (run.Settings.Origin("memory-format"), run.Settings.Recipe.Threads));
        }
        set_num_threads(threads);
    }

    [Theory]
    [InlineData("lenet-bn")]
    [InlineData("resnet20")]
    public void Channels_last_gives_the_same_loss_to_a_few_digits(string model)
    {
        double Loss(string format)
        {
            using var run = Glyphs(model, ("memory-format", format), ("steps", "1"), ("batch-size", "16"), ("image-size", "28"));
            using var folder = new Scratch();
            run.Train(folder.Path, CancellationToken.None);
            return run.Trainer.State.Rows[^1].Train["loss"];
        }
        Assert.Equal(Loss("contiguous"), Loss("channels-last"), 4);
    }
}
