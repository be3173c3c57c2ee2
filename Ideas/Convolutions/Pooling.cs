// Kinds of pooling. nndl, section 5.2.3; "Deep Learning", section 9.3; Zeiler and Fergus, 2013.
// Idea: a number for each region. The maximum keeps what is strongest, the mean all; L2 lies between them. Weights that
// fall off with the distance from the middle make neighboring regions overlap smoothly.

namespace ModelZoo.Ideas.Convolutions;

internal static class Pooling
{
    /// <summary>
    /// By its name, over regions of 4 x 4 that do not overlap, but for "gaussian". Images: (N, 1, H, W).
    /// </summary>
    internal static readonly (string Name, Func<Tensor, Tensor> Apply)[] Kinds =
    [
        ("max", x => nn.functional.max_pool2d(x, 4)),
        ("mean", x => nn.functional.avg_pool2d(x, 4)),
        ("l2", L2),
        ("gaussian", Gaussian),
    ];

    /// <summary>The root of the sum of squares.</summary>
    internal static Tensor L2(Tensor x) => (nn.functional.avg_pool2d(x.square(), 4) * 16).sqrt();

    /// <summary>A mean weighted by a normal curve over 8 x 8 pixels, every 4 pixels.</summary>
    internal static Tensor Gaussian(Tensor x)
    {
        var bell = tensor(Filter.Bell(8, 2), dtype: x.dtype);
        return nn.functional.conv2d(x, bell.outer(bell).view(1, 1, 8, 8), strides: [4, 4], padding: [2, 2]);
    }
}
