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
        var settings = ModelSettings.For(Zoo.Find(model))
            .Set(r => r.LimitTest, 16, "test").Set(r => r.LimitTrain, 64, "test").Set(r => r.Dataset, "glyphs", "test");
        foreach (var (name, value) in more)
            settings.Set(name, value, "test");
        return RunBuilder.Build(settings);
    }

    [Fact]
    public void Tuning_changes_neither_weights_nor_random_numbers_nor_gradients()
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
    public void Tuning_sets_threads_and_layout_unless_one_is_given()
    {
        int threads = get_num_threads();
        using (var run = Glyphs("lenet"))
        {
            run.Tune();
            var (settings, recipe) = (run.Settings, run.Settings.Recipe);
            Assert.Equal("calibration", settings.Origin("threads"));
            Assert.Equal("calibration", settings.Origin("memory-format"));
            Assert.InRange(recipe.Threads, 1, threads);
            Assert.Contains(recipe.MemoryFormat, new[] { MemoryLayout.Contiguous, MemoryLayout.ChannelsLast });
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
    public void Channels_last_gives_the_same_loss_to_four_digits(string model)
    {
        double Loss(string format)
        {
            using var run = Glyphs(
                model, ("memory-format", format), ("steps", "1"), ("batch-size", "16"), ("image-size", "28"));
            using var folder = new Scratch();
            run.Train(folder.Path, CancellationToken.None);
            return run.Trainer.State.Rows[^1].Train["loss"];
        }
        Assert.Equal(Loss("contiguous"), Loss("channels-last"), 4);
    }
}
