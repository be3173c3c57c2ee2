using ModelZoo.Convolutional;
using ModelZoo.Tables;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Convolutional;

public class StochasticDepthTests
{
    [Fact]
    public void Training_skips_whole_examples_and_evaluation_none()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var layer = new StochasticDepth(0.25);
        var input = ones(2000, 3, 2, 2);
        var rows = layer.call(input).reshape(2000, -1);
        Assert.True(rows.amin([1]).Equals(rows.amax([1])));
        var kept = rows.select(1, 0);
        Assert.Equal([0f, 1 / 0.75f], kept.data<float>().ToArray().Distinct().Order());
        Assert.InRange(kept.gt(0).sum().item<long>(), 1420, 1580);
        layer.eval();
        Assert.True(layer.call(input).Equals(input));
    }

    [Fact]
    public void Dropout_sets_it_in_a_residual_network_and_keeps_the_keys()
    {
        using var plain = Zoo.Create("resnet20");
        using var deep = Zoo.Create("resnet20", new ModelArguments(10, 3, 32, 0.5));
        Assert.Equal(plain.state_dict().Keys, deep.state_dict().Keys);
    }
}
