using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Transforms;

/// <summary>Changes pixels as torchvision does. Images are [B, C, H, W], floats from 0 to 1; factors are [B].</summary>
internal static class Color
{
    /// <summary>Factor 0 is black, 1 the image itself.</summary>
    internal static Tensor Brightness(Tensor images, Tensor factors) => Blend(images, zeros_like(images), factors);

    /// <summary>Factor 0 is the mean gray of the image, 1 the image itself.</summary>
    internal static Tensor Contrast(Tensor images, Tensor factors) =>
        Blend(images, Gray(images).mean([1, 2, 3], keepdim: true), factors);

    /// <summary>Factor 0 is gray, 1 the image itself.</summary>
    internal static Tensor Saturation(Tensor images, Tensor factors) => Blend(images, Gray(images), factors);

    /// <summary>A Gaussian blur over `size` x `size` pixels, where size is odd. Edges are mirrored.</summary>
    internal static Tensor Blur(Tensor images, int size, double deviation)
    {
        long channels = images.shape[1], half = size / 2;
        var x = linspace(-half, half, size, device: images.device);
        var line = exp((x / deviation).square() * -0.5);
        line = line / line.sum();
        var kernel = outer(line, line).expand(channels, 1, size, size);
        var padded = pad(images, [half, half, half, half], TorchSharp.PaddingModes.Reflect);
        return conv2d(padded, kernel, groups: channels);
    }

    /// <summary>Blackens one box of each image.</summary>
    internal static Tensor Erase(Tensor images, Tensor tops, Tensor bottoms, Tensor lefts, Tensor rights)
    {
        var rows = arange(images.shape[2], device: images.device).reshape(1, 1, -1, 1);
        var columns = arange(images.shape[3], device: images.device).reshape(1, 1, 1, -1);
        var isInRows = (rows >= Edge(tops)).logical_and(rows < Edge(bottoms));
        var isInColumns = (columns >= Edge(lefts)).logical_and(columns < Edge(rights));
        return images.masked_fill(isInRows.logical_and(isInColumns), 0);

        Tensor Edge(Tensor edge) => edge.to(images.device).reshape(-1, 1, 1, 1);
    }

    private static Tensor Gray(Tensor images) => images.shape[1] == 1
        ? images
        : images.narrow(1, 0, 1) * 0.2989 + images.narrow(1, 1, 1) * 0.587 + images.narrow(1, 2, 1) * 0.114;

    private static Tensor Blend(Tensor images, Tensor other, Tensor factors)
    {
        var factor = factors.to(images.device).reshape(-1, 1, 1, 1);
        return (images * factor + other * (1 - factor)).clamp(0, 1);
    }
}
