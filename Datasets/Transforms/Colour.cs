using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Transforms;

/// <summary>What pixels become: whole batches [B, C, H, W] of floats from 0 to 1, with one factor, [B], for each image. The conventions are torchvision's.</summary>
public static class Colour
{
    /// <summary>(x - mean) / deviation, one number a channel.</summary>
    public static Tensor Normalise(Tensor images, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        Tensor Row(IReadOnlyList<double> values) => tensor(values.Select(value => (float)value).ToArray(), [1, values.Count, 1, 1], device: images.device);
        return (images - Row(mean)) / Row(deviation);
    }

    /// <summary>0 is black, 1 the image itself.</summary>
    public static Tensor Brightness(Tensor images, Tensor factors) => Blend(images, zeros_like(images), factors);

    /// <summary>0 is the image's mean grey, 1 the image itself.</summary>
    public static Tensor Contrast(Tensor images, Tensor factors) => Blend(images, Grey(images).mean([1, 2, 3], keepdim: true), factors);

    /// <summary>0 is grey, 1 the image itself.</summary>
    public static Tensor Saturation(Tensor images, Tensor factors) => Blend(images, Grey(images), factors);

    /// <summary>A Gaussian of `size` x `size` pixels, size odd, over edges that are mirrored.</summary>
    public static Tensor Blur(Tensor images, int size, double deviation)
    {
        long channels = images.shape[1], half = size / 2;
        var x = linspace(-half, half, size, device: images.device);
        var line = exp((x / deviation).square() * -0.5);
        line = line / line.sum();
        var kernel = outer(line, line).expand(channels, 1, size, size);
        return conv2d(pad(images, [half, half, half, half], TorchSharp.PaddingModes.Reflect), kernel, groups: channels);
    }

    /// <summary>Zero where tops[i] &lt;= row &lt; bottoms[i] and lefts[i] &lt;= column &lt; rights[i]; int64 [B].</summary>
    public static Tensor Erase(Tensor images, Tensor tops, Tensor bottoms, Tensor lefts, Tensor rights) =>
        images.masked_fill(Box(images, tops, bottoms, lefts, rights), 0);

    /// <summary>True inside the boxes, [B, 1, H, W].</summary>
    internal static Tensor Box(Tensor images, Tensor tops, Tensor bottoms, Tensor lefts, Tensor rights)
    {
        Tensor Edge(Tensor edge) => edge.to(images.device).reshape(-1, 1, 1, 1);
        var rows = arange(images.shape[2], device: images.device).reshape(1, 1, -1, 1);
        var columns = arange(images.shape[3], device: images.device).reshape(1, 1, 1, -1);
        return (rows >= Edge(tops)).logical_and(rows < Edge(bottoms)).logical_and((columns >= Edge(lefts)).logical_and(columns < Edge(rights)));
    }

    private static Tensor Grey(Tensor images) => images.shape[1] == 1 ? images
        : images.narrow(1, 0, 1) * 0.2989 + images.narrow(1, 1, 1) * 0.587 + images.narrow(1, 2, 1) * 0.114;

    private static Tensor Blend(Tensor images, Tensor other, Tensor factors)
    {
        var factor = factors.to(images.device).reshape(-1, 1, 1, 1);
        return (images * factor + other * (1 - factor)).clamp(0, 1);
    }
}
