using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Regularization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Tests.Training.Regularization;

public class RegularizationTests
{
    [Fact]
    public void Clip_norm_scales_long_gradients_together_and_leaves_short_ones()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters =
            [With(zeros(2), tensor(new[] { 3f, 0f })), With(zeros(1), tensor(new[] { 4f })), new(zeros(5))];
        new ClipNorm(10).Apply(parameters);
        Assert.Equal(3f, parameters[0].grad![0].item<float>());
        new ClipNorm(1).Apply(parameters);
        Assert.Equal(0.6, parameters[0].grad![0].ToDouble(), 5);
        Assert.Equal(0.8, parameters[1].grad![0].ToDouble(), 5);
        Assert.Null(parameters[2].grad);
    }

    [Fact]
    public void Clip_value_limits_each_element()
    {
        using var scope = NewDisposeScope();
        var parameter = With(zeros(3), tensor(new[] { -3f, 0.25f, 9f }));
        new ClipValue(0.5).Apply([parameter]);
        Assert.Equal([-0.5f, 0.25f, 0.5f], parameter.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Penalties_are_the_gradients_of_their_losses()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { -2.0, 0.5, 0.0 }));
        var other = new Parameter(parameter.detach().clone());
        (parameter.abs().sum() * 0.3 + parameter.square().sum() * 0.35).backward();
        other.grad = zeros_like(other);
        new Penalty(0.3, 0.7).Apply([other]);
        Assert.True(parameter.grad!.allclose(other.grad!));
    }

    [Fact]
    public void Gradient_noise_has_the_variance_of_the_paper_and_resumes()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var parameter = With(zeros(40_000), zeros(40_000));
        var noise = new GradientNoise(0.3, 0.55);
        noise.Apply([parameter]);
        Assert.Equal(0.3, parameter.grad!.var().ToDouble(), 2);
        var resumed = new GradientNoise(0.3, 0.55);
        noise.load_state_dict(new StateDict { ["step"] = 99 });
        resumed.load_state_dict(noise.state_dict());
        parameter.grad = zeros(40_000);
        resumed.Apply([parameter]);
        Assert.Equal(0.3 / Math.Pow(100, 0.55), parameter.grad!.var().ToDouble(), 3);
    }

    [Fact]
    public void Max_norm_shortens_only_long_weights_and_no_bias()
    {
        using var scope = NewDisposeScope();
        var weights = new Parameter(tensor(new[,] { { 3.0, 4.0 }, { 0.3, 0.4 } }));
        var bias = new Parameter(tensor(new[] { 100.0 }));
        new MaxNorm(2).Apply([weights, bias]);
        var shortened = weights.detach().data<double>().ToArray();
        Assert.Equal([1.2, 1.6, 0.3, 0.4], shortened.Select(value => Math.Round(value, 5)));
        Assert.Equal(100, bias[0].ToDouble());
    }

    [Fact]
    public void Weight_noise_leaves_the_same_bits_behind()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var parameter = new Parameter(randn(1000));
        var before = parameter.detach().clone();
        using (new WeightNoise(0.1).Add([parameter]))
            Assert.Equal(0.1, (parameter - before).std().ToDouble(), 2);
        Assert.True(parameter.detach().Equals(before));
    }

    [Fact]
    public void Exponential_average_follows_its_formula_and_swaps_in_and_out()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { 1.0 }));
        using var average = new ExponentialAverage(0.9);
        double expected = 1;
        average.Start([parameter]);
        for (int i = 0; i < 5; i++)
        {
            Set(parameter, i);
            expected = 0.9 * expected + 0.1 * i;
            average.Apply([parameter]);
        }
        using (average.Swap([parameter]))
            Assert.Equal(expected, parameter[0].ToDouble(), 12);
        Assert.Equal(4, parameter[0].ToDouble());
    }

    [Fact]
    public void Stochastic_weight_average_is_the_mean_and_resumes()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { 100.0 }));
        using var first = new StochasticWeightAverage();
        using var second = new StochasticWeightAverage();
        foreach (var value in new[] { 1, 2, 6 })
        {
            Set(parameter, value);
            first.Apply([parameter]);
        }
        second.load_state_dict(first.state_dict());
        Set(parameter, 7);
        second.Apply([parameter]);
        using (second.Swap([parameter]))
            Assert.Equal(4, parameter[0].ToDouble(), 12);
    }

    [Fact]
    public void Lookahead_goes_half_way_every_k_steps()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { 0.0 }));
        using var lookahead = new Lookahead(k: 3, alpha: 0.5);
        lookahead.Start([parameter]);
        var seen = new List<double>();
        for (int i = 0; i < 6; i++)
        {
            Set(parameter, parameter[0].ToDouble() + 1);
            lookahead.Apply([parameter]);
            seen.Add(parameter[0].ToDouble());
        }
        Assert.Equal([1, 2, 1.5, 2.5, 3.5, 3], seen);
    }

    [Fact]
    public void Early_stopping_counts_only_changes_that_are_large_enough()
    {
        var watch = new EarlyStopping(patience: 2, leastChange: 0.1);
        double[] values = [5.0, 4.0, 3.95, 3.0, double.NaN];
        Assert.Equal([true, true, false, true, false], values.Select(watch.Add));
        Assert.False(watch.ShouldStop);
        var resumed = new EarlyStopping(patience: 2, leastChange: 0.1);
        resumed.load_state_dict(watch.state_dict());
        Assert.False(resumed.Add(3));
        Assert.True(resumed.ShouldStop);
        Assert.Equal(3, resumed.Best);
        var rising = new EarlyStopping(1, rises: true);
        Assert.Equal([true, true, false], new[] { 0.5, 0.6, 0.6 }.Select(rising.Add));
    }

    private static Parameter With(Tensor value, Tensor gradient) => new(value) { grad = gradient };

    private static void Set(Parameter parameter, double value)
    {
        using var recording = no_grad();
        parameter.fill_(value);
    }
}
