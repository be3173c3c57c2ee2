using ModelZoo.Reports.Drawing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>What the first layer sees in an image: filters of a convolution, weights of a linear layer.</summary>
internal static class FirstLayer
{
    private const int Most = 64;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (!subject.HasPictures)
            yield break;
        using var scope = NewDisposeScope();
        var shape = subject.First(1).Inputs.shape[1..];   // after transforms
        var first = subject.Model.modules().FirstOrDefault(module => Takes(module, shape));
        if (first?.parameters(recurse: false).FirstOrDefault() is not { } weight)
            yield break;
        bool isConvolution = first is Conv2d;
        var filters = weight.narrow(0, 0, Math.Min(Most, weight.shape[0]));
        filters = isConvolution ? filters : filters.view([-1, .. shape]);
        if (!Picture.Fits(filters.shape[1..]))
            yield break;
        bool inColor = filters.shape[1] == 3;
        var pictures = inColor ? Picture.Of(Centered(filters)) : Picture.OfWeights(filters.select(1, 0));
        var legend = inColor ? "in color" : "orange where light raises the output, blue where it lowers it";
        yield return new PictureExhibit(
            isConvolution ? "First-layer filters" : "First-layer weights",
            $"{pictures.Length} of {weight.shape[0]}, {legend}; each has its own scale.",
            [new PictureRow("", pictures)]);
    }

    // TorchSharp lists modules in the order of their fields, so the first one may lie deeper in the network.
    private static bool Takes(nn.Module module, long[] image) => image.Length == 3 && module switch
    {
        Conv2d convolution => convolution.weight!.shape[1] == image[0],
        Linear linear => linear.weight!.shape[1] == image[0] * image[1] * image[2],
        _ => false,
    };

    // Gray is zero: weights for three colors cannot show their sign.
    private static Tensor Centered(Tensor filters) =>
        filters / (2 * filters.abs().amax([1, 2, 3], keepdim: true) + 1e-12) + 0.5;
}
