using ModelZoo.Reports.Drawing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>What the first layer of a network that sees images looks for: the filters of a convolution, the templates of a linear layer.</summary>
internal static class FirstLayer
{
    private const int Most = 64;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (!subject.HasPictures)
            yield break;
        using var scope = NewDisposeScope();
        var shape = subject.First(1).Inputs.shape[1..];                         // as a transform left it
        var first = subject.Model.modules().FirstOrDefault(module => Takes(module, shape));
        if (first?.parameters(recurse: false).FirstOrDefault() is not { } weight)
            yield break;
        var filters = weight.narrow(0, 0, Math.Min(Most, weight.shape[0])).view(first is Conv2d ? [-1, .. weight.shape[1..]] : [-1, .. shape]);
        if (!Picture.Fits(filters.shape[1..]))
            yield break;
        var pictures = filters.shape[1] == 3 ? Picture.Of(Centred(filters)) : Picture.OfWeights(filters.select(1, 0));
        yield return new PictureExhibit(first is Conv2d ? "First-layer filters" : "First-layer weights",
            $"{pictures.Length} of {weight.shape[0]}, {(filters.shape[1] == 3 ? "in colour" : "orange where light counts for it, blue where against")}; each is scaled by itself.",
            [new PictureRow("", [.. pictures.Select(picture => new CaptionedPicture(picture))])]);
    }

    // TorchSharp lists modules in the order of their fields, so the first one may lie deeper in the network.
    private static bool Takes(nn.Module module, long[] picture) => picture.Length == 3 && module switch
    {
        Conv2d convolution => convolution.weight!.shape[1] == picture[0],
        Linear linear => linear.weight!.shape[1] == picture[0] * picture[1] * picture[2],
        _ => false,
    };

    // Colour weights have no sign to see: grey is nought.
    private static Tensor Centred(Tensor filters) => filters / (2 * filters.abs().flatten(1).amax(1).view(-1, 1, 1, 1) + 1e-12) + 0.5;
}
