using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Operators that are called without autograd's kernels, where nothing is recorded, leave autograd nothing amiss.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void What_is_made_of_weights_is_recorded_and_the_rest_is_not()
    {
        Tensor plain = ones(2, 2), weight = ones([2, 2], requires_grad: true);
        Assert.False((plain * plain).requires_grad);
        Assert.True((plain * weight).requires_grad);
        Assert.True((weight * plain).requires_grad);
        Assert.True(weight.relu().requires_grad);
        using (no_grad())
            Assert.False((plain * weight).requires_grad);
    }

    [Fact]
    public void A_change_in_place_of_a_product_that_a_gradient_needs_is_noticed()
    {
        Tensor weight = ones([2, 2], requires_grad: true), unrecorded = ones(2, 2) * 3;
        var product = (unrecorded * weight).sum();
        unrecorded.add_(1);
        Assert.Contains("modified by an inplace operation", Assert.ThrowsAny<System.Runtime.InteropServices.ExternalException>(() => product.backward()).Message);
    }

    [Fact]
    public void A_view_made_before_its_base_needs_gradients_passes_them_on()
    {
        Tensor weight = ones([2, 2], requires_grad: true), plain = zeros(2, 2);
        var turned = plain.t();
        turned.add_(weight);
        Assert.True(plain.requires_grad);
        plain.mul(2).sum().backward();
        Assert.True(weight.grad!.allclose(full([2, 2], 2f)));
    }

    [Fact]
    public void A_result_made_unrecorded_can_become_a_leaf_with_gradients()
    {
        var leaf = (ones(2, 2) + 1).requires_grad_();
        (leaf * leaf).sum().backward();
        Assert.True(leaf.grad!.allclose(full([2, 2], 4f)));
    }
}
