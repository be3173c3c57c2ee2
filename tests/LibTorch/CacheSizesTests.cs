using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Without CacheSizes, oneDNN computes wrong convolutions on virtual machines that hide the caches.</summary>
public class CacheSizesTests
{
    [Theory]
    [InlineData(16, 20, 3)]
    [InlineData(64, 28, 5)]
    [InlineData(32, 17, 3)]
    [InlineData(20, 20, 3)]
    [InlineData(16, 40, 3)]
    public void Convolution_equals_double_precision_for_any_number_of_channels(int maps, int channels, int side)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var (images, kernels) = (rand(4, channels, 12, 12), randn(maps, channels, side, side).requires_grad_());
        var exact = kernels.detach().to(float64).requires_grad_();
        var (near, truth) = (nn.functional.conv2d(images, kernels), nn.functional.conv2d(images.to(float64), exact));
        near.pow(2).sum().backward();
        truth.pow(2).sum().backward();
        Assert.InRange(Distance(near, truth), 0, 1e-5);
        Assert.InRange(Distance(kernels.grad!, exact.grad!), 0, 1e-5);
    }

    private static double Distance(Tensor near, Tensor truth) =>
        ((near.to(float64) - truth).abs().max() / truth.abs().max()).item<double>();
}
