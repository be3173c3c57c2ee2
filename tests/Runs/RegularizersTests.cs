using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs;

public class RegularizersTests
{
    [Theory]
    [InlineData("max-norm", "0.5")]
    [InlineData("clip-value", "0.3")]
    [InlineData("input-noise", "0.5")]
    [InlineData("weight-noise", "0.1")]
    [InlineData("gradient-noise", "0.1")]
    [InlineData("lookahead", "4")]
    [InlineData("swa", "2")]
    [InlineData("ema", "0.9")]
    [InlineData("validation", "0.2")]
    [InlineData("patience", "5")]
    public void Regularized_run_resumes_to_the_same_bits(string name, string value)
    {
        using var scratch = new Scratch();
        var whole = SmallRuns.Train(scratch, (name, value));
        var parts = SmallRuns.TrainInTwoParts(scratch, (name, value));
        var without = SmallRuns.Train(scratch);
        Assert.Equal(whole.Weights, parts.Weights);
        foreach (var file in new[] { "model", "state" })
            Assert.Equal(Checksums.Of(whole.Folder, file), Checksums.Of(parts.Folder, file));
        static IEnumerable<double> TestLosses(TrainerState state) =>
            state.Rows.Select(row => row.Test.GetValueOrDefault("loss"));
        Assert.Equal(TestLosses(whole.State), TestLosses(parts.State));
        // Averages and patience do not change the steps, everything else does.
        Assert.Equal(name is "swa" or "ema" or "patience", whole.Weights.SequenceEqual(without.Weights));
        if (name is "swa" or "ema")
            Assert.NotEqual(whole.State.Rows[^1].Test["loss"], without.State.Rows[^1].Test["loss"]);
    }

    [Fact]
    public void Max_norm_limits_weights_but_not_the_bias()
    {
        using var scratch = new Scratch();
        var weights = SmallRuns.Train(scratch, ("max-norm", "0.5")).Weights;
        Assert.Equal(0.5, Math.Sqrt(weights[0] * weights[0] + weights[1] * weights[1]), 3);
        Assert.True(weights[2] > 1);
    }

    [Fact]
    public void Clip_value_limits_the_step_of_each_weight()
    {
        using var scratch = new Scratch();
        var (before, after) = (Start(), SmallRuns.Train(scratch, ("clip-value", "0.3"), ("steps", "2")).Weights);
        Assert.All(before.Zip(after), pair => Assert.Equal(2 * 0.3 * 0.03, Math.Abs(pair.First - pair.Second), 5));
    }

    [Fact]
    public void Input_noise_shrinks_weights_as_theory_says_and_leaves_the_test_alone()
    {
        using var scratch = new Scratch();
        // Noise of variance 1 on inputs of variance 1 halves the weights: 2 and -3.4 become 1 and -1.7.
        var noisy = SmallRuns.Train(scratch, ("input-noise", "1"), ("epochs", "30"), ("lr", "0.01")).Weights;
        Assert.InRange(noisy[0], 0.8, 1.2);
        Assert.InRange(noisy[1], -1.95, -1.45);
        var still = SmallRuns.Train(scratch, ("input-noise", "1"), ("lr", "1e-30"));
        var alone = SmallRuns.Train(scratch, ("lr", "1e-30"));
        Assert.Equal(alone.State.Rows[0].Test["loss"], still.State.Rows[0].Test["loss"]);
        Assert.NotEqual(alone.State.Rows[0].Train["loss"], still.State.Rows[0].Train["loss"]);
    }

    [Fact]
    public void Weight_noise_is_removed_after_each_batch()
    {
        using var scratch = new Scratch();
        var noisy = SmallRuns.Train(scratch, ("weight-noise", "5"), ("lr", "1e-30"));
        var alone = SmallRuns.Train(scratch, ("lr", "1e-30"));
        Assert.Equal(alone.Weights, noisy.Weights);
        // A deviation of 5 on two weights and the bias adds about 75 to the squared error, which is 33 without.
        double loss = noisy.State.Rows.Average(row => row.Train["loss"]);
        Assert.InRange(loss - alone.State.Rows[0].Train["loss"], 35, 140);
    }

    [Fact]
    public void Gradient_noise_moves_the_first_step_by_its_deviation()
    {
        using var scratch = new Scratch();
        // Three draws of deviation 2, times the rate, for each of eight seeds.
        float[] OneStep(int seed, string noise) =>
            SmallRuns.Train(scratch, ("gradient-noise", noise), ("steps", "1"), ("seed", $"{seed}")).Weights;
        var drawn = Enumerable.Range(0, 8).SelectMany(seed =>
            OneStep(seed, "4").Zip(OneStep(seed, "0"), (noisy, alone) => (noisy - alone) / 0.03));
        Assert.InRange(Math.Sqrt(drawn.Average(value => value * value)), 1.3, 2.7);
    }

    [Fact]
    public void Lookahead_goes_half_way_back_after_its_steps()
    {
        using var scratch = new Scratch();
        var start = Start();
        var fast = SmallRuns.Train(scratch, ("steps", "5")).Weights;
        var slow = SmallRuns.Train(scratch, ("steps", "5"), ("lookahead", "5")).Weights;
        for (int i = 0; i < start.Length; i++)
            Assert.Equal((start[i] + fast[i]) / 2, slow[i], 1e-6f);
    }

    [Fact]
    public void Swa_tests_the_mean_of_the_weights_after_its_epochs()
    {
        using var scratch = new Scratch();
        var three = SmallRuns.Train(scratch, ("epochs", "3")).Weights;
        var four = SmallRuns.Train(scratch, ("epochs", "4")).Weights;
        var averaged = SmallRuns.Train(scratch, ("epochs", "4"), ("swa", "3"));
        using var scope = TorchSharp.torch.NewDisposeScope();
        var last = Checkpoint.Load(Path.Combine(averaged.Folder, "checkpoints", "last"));
        var kept = last.State.Under("average.").Tensors;
        var mean = Enumerable.Range(0, kept.Count).SelectMany(i => kept[$"copy.{i}"].data<float>().ToArray()).ToArray();
        for (int i = 0; i < mean.Length; i++)
            Assert.Equal((three[i] + four[i]) / 2, mean[i], 1e-6f);
        // Before its first epoch the weights themselves are tested.
        var plain = SmallRuns.Train(scratch, ("epochs", "4"));
        Assert.Equal(plain.State.Rows[1].Test["loss"], averaged.State.Rows[1].Test["loss"]);
    }

    [Fact]
    public void L1_and_weight_decay_together_are_the_elastic_net()
    {
        using var scratch = new Scratch();
        var start = Start();
        var plain = SmallRuns.Train(scratch, ("steps", "1")).Weights;
        var net = SmallRuns.Train(scratch, ("steps", "1"), ("l1", "0.7"), ("weight-decay", "0.4")).Weights;
        for (int i = 0; i < start.Length; i++)
            Assert.Equal(plain[i] - 0.03f * (0.7f * Math.Sign(start[i]) + 0.4f * start[i]), net[i], 1e-6f);
    }

    [Theory]
    [InlineData("--ema and --swa are two averages", "ema=0.9", "swa=1")]
    [InlineData("--swa 9 would begin after the last of 3 epochs", "swa=9")]
    public void Averages_that_exclude_each_other_are_rejected(string expected, params string[] given)
    {
        var settings = SmallRuns.Settings([.. given.Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))]);
        Assert.Contains(expected, Assert.Throws<RecipeException>(() => RunBuilder.Build(settings)).Message);
    }

    [Fact]
    public void Input_noise_on_tokens_is_rejected()
    {
        var settings = ModelSettings.For(Zoo.Find("seq2seq"))
            .Set(r => r.Dataset, "dates", "test").Set(r => r.InputNoise, 0.1, "test");
        var error = Assert.Throws<RecipeException>(() => RunBuilder.Build(settings));
        Assert.Contains("the inputs of dates are tokens", error.Message);
    }

    private static float[] Start()
    {
        using var run = RunBuilder.Build(SmallRuns.Settings());
        return SmallRuns.Weights(run);
    }
}
