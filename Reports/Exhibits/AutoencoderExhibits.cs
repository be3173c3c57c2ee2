using ModelZoo.Reports.Drawing;
using ModelZoo.Unsupervised;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Test images and their reconstructions, the way from one to another through the code, and new images out of noise.</summary>
internal static class AutoencoderExhibits
{
    internal const string Reconstructions = "Reconstructions", Interpolation = "From one image to another", Map = "The map of the code", Samples = "Samples";
    private const int Images = 8, Sampled = 32, Side = 12;

    internal static IEnumerable<Exhibit> Of(Subject subject, long seed = 0)
    {
        if (subject.Model is not IAutoencoder network || !subject.HasPictures)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Images);
        var conditional = network is VariationalAutoencoder { Classes: > 0 } ? (VariationalAutoencoder)network : null;
        Tensor Encode(Tensor x) => conditional is null ? network.Encode(x) : conditional.Encode(x, targets);
        Tensor Decode(Tensor code) => (conditional is null ? network.Decode(code) : conditional.Decode(code, targets)).view([code.shape[0], .. inputs.shape[1..]]);

        var codes = Encode(inputs);
        yield return new PictureExhibit(Reconstructions, "Above: images of the test part. Below: what comes out after the code.",
            [Row("input", inputs), Row("output", Decode(codes))]);
        if (inputs.shape[0] == Images)
            yield return new PictureExhibit(Interpolation, "The code moves in equal steps from the first image's to the last's.",
                [.. Enumerable.Range(0, 3).Select(i => Row("", Decode(Between(codes, i, i + 3))))]);
        if (network is not VariationalAutoencoder variational)
            yield break;
        if (variational.Code == 2 && conditional is null)
            yield return new PictureExhibit(Map, "Each image is decoded from a point of the plane, spaced by the quantiles of N(0, 1).",
                [.. Grid().Select(row => Row("", network.Decode(row.to(subject.Device))))]);
        using var random = new Generator((ulong)seed);
        var noise = randn([Sampled, variational.Code], generator: random).to(subject.Device);
        var labels = conditional is null ? null : arange(Sampled, device: subject.Device) % conditional.Classes;
        yield return new PictureExhibit(Samples, "New images: noise from N(0, 1) decoded." + (labels is null ? "" : " The classes take turns."),
            [.. variational.Decode(noise, labels).split(Images).Select(row => Row("", row))]);
    }

    private static PictureRow Row(string label, Tensor images) => new(label, [.. Picture.Of(images).Select(picture => new CaptionedPicture(picture))]);

    private static Tensor Between(Tensor codes, int from, int to)
    {
        var share = linspace(0, 1, Images, device: codes.device).view([Images, .. Enumerable.Repeat(1L, (int)codes.ndim - 1)]);
        return codes[from].unsqueeze(0) * (1 - share) + codes[to].unsqueeze(0) * share;
    }

    private static IEnumerable<Tensor> Grid()
    {
        var places = Enumerable.Range(0, Side).Select(i => (float)NormalQuantile((i + 0.5) / Side)).ToArray();
        return places.Reverse().Select(y => tensor(places.SelectMany(x => new[] { x, y }).ToArray()).view(Side, 2));
    }

    // The logistic curve's quantile, scaled: within 0.04 of the normal's between 1 and 99 percent.
    private static double NormalQuantile(double share) => 0.588 * Math.Log(share / (1 - share));
}
