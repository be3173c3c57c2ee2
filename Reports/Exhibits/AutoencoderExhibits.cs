using MathNet.Numerics.Distributions;
using ModelZoo.Reports.Drawing;
using ModelZoo.Unsupervised;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Reconstructions of test images, interpolations between them, and images decoded from noise.</summary>
internal static class AutoencoderExhibits
{
    internal const string Reconstructions = "Reconstructions";
    internal const string Interpolation = "From one image to another";
    internal const string Map = "The map of the code";
    internal const string Samples = "Samples";

    private const int Images = 8, Sampled = 32, MapSide = 12;

    internal static IEnumerable<PictureExhibit> Of(Subject subject, long seed = 0)
    {
        if (subject.Model is not IAutoencoder network || !subject.HasPictures)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Images);
        var variational = network as VariationalAutoencoder;
        var conditional = variational is { Classes: > 0 } ? variational : null;
        Tensor Encode(Tensor x) => conditional is null ? network.Encode(x) : conditional.Encode(x, targets);
        Tensor Decode(Tensor code) => conditional is null ? network.Decode(code) : conditional.Decode(code, targets);
        PictureRow Decoded(Tensor code, string label = "") => Row(label, Decode(code).view([-1, .. inputs.shape[1..]]));

        var codes = Encode(inputs);
        yield return new PictureExhibit(
            Reconstructions,
            "Above: images of the test part. Below: what the network makes of their codes.",
            [Row("input", inputs), Decoded(codes, "output")]);
        if (inputs.shape[0] == Images)
            yield return new PictureExhibit(
                Interpolation,
                "The code moves in equal steps from the first image's to the last one's.",
                [.. Enumerable.Range(0, 3).Select(i => Decoded(Between(codes, i, i + 3)))]);
        if (variational is null)
            yield break;
        if (variational.Code == 2 && conditional is null)
            yield return new PictureExhibit(
                Map,
                "Each image is decoded from a point of the plane. The points lie at the quantiles of N(0, 1).",
                [.. Plane(MapSide).split(MapSide).Select(row => Row("", network.Decode(row.to(subject.Device))))]);
        using var random = new Generator((ulong)seed);
        var noise = randn([Sampled, variational.Code], generator: random).to(subject.Device);
        var labels = conditional is null ? null : arange(Sampled, device: subject.Device) % conditional.Classes;
        yield return new PictureExhibit(
            Samples,
            "New images: decoded noise from N(0, 1)." + (labels is null ? "" : " The classes take turns."),
            [.. variational.Decode(noise, labels).split(Images).Select(images => Row("", images))]);
    }

    /// <summary>Codes of two numbers, row by row, at the quantiles of N(0, 1): (side * side, 2).</summary>
    internal static Tensor Plane(int side)
    {
        double[] quantiles = [.. Enumerable.Range(0, side).Select(i => Normal.InvCDF(0, 1, (i + 0.5) / side))];
        var codes = from y in quantiles.Reverse() from x in quantiles from value in new[] { x, y } select (float)value;
        return tensor(codes.ToArray()).view(-1, 2);
    }

    private static PictureRow Row(string label, Tensor images) => new(label, Picture.Of(images));

    private static Tensor Between(Tensor codes, int from, int to)
    {
        var ones = Enumerable.Repeat(1L, (int)codes.ndim - 1);
        var share = linspace(0, 1, Images, device: codes.device).view([Images, .. ones]);
        return codes[from].unsqueeze(0) * (1 - share) + codes[to].unsqueeze(0) * share;
    }
}
