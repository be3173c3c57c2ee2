using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reports.Drawing;
using ModelZoo.Runs;
using ModelZoo.Runs.Inference;
using ModelZoo.Training.Names;
using ModelZoo.Unsupervised;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>An autoencoder's pictures in one PNG file.</summary>
public static class ImageGenerator
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["samples"] = AutoencoderExhibits.Samples,
        ["reconstructions"] = AutoencoderExhibits.Reconstructions,
        ["interpolation"] = AutoencoderExhibits.Interpolation,
        ["map"] = AutoencoderExhibits.Map,
    };

    public static IReadOnlyCollection<string> Kinds => Titles.Keys;

    /// <summary>Images (N, 1 or 3, H, W) side by side, as the bytes of a PNG file.</summary>
    public static byte[] Png(Tensor images)
    {
        if (images.dim() != 4 || !Picture.Fits(images.shape[1..]))
            throw new RecipeException("Only pictures can be saved as a PNG file: leave --save-input out.");
        var pictures = Picture.Of(images);
        return Picture.Mosaic(pictures, (int)Math.Ceiling(Math.Sqrt(pictures.Length))).Png();
    }

    /// <param name="kind">One of <see cref="Kinds"/>. Null is the first that the network has.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Make(TrainedNetwork network, string? kind, long seed, string? dataRoot = null)
    {
        if (network.Model is not IAutoencoder || network.Recipe is not { } recipe)
            throw new RecipeException(
                $"{network.Entry.Name} makes no pictures: give the run of an autoencoder, such as vae.");
        var options = new DatasetOptions { DataRoot = dataRoot, LimitTrain = 1 };
        using var data = DatasetCatalog.Open(recipe.Dataset, options);
        var transform = DataFit.Transforms(data, recipe, training: false);
        using var test = new DataLoader(data.Test, recipe.BatchSize, transform: transform);
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        var subject = new Subject(network.Entry, network.Model, data, test, CPU);
        var exhibits = AutoencoderExhibits.Of(subject, seed).ToDictionary(exhibit => exhibit.Title);
        var kinds = Titles.Keys.Where(name => exhibits.ContainsKey(Titles[name])).ToArray();
        kind ??= kinds[0];
        if (!kinds.Contains(kind))
            throw new RecipeException(
                $"{network.Entry.Name} cannot show '{kind}': choose one of {string.Join(", ", kinds)}.");
        var rows = exhibits[Titles[kind]].Rows;
        Picture[] pictures = [.. rows.SelectMany(row => row.Pictures).Select(captioned => captioned.Picture)];
        return Picture.Mosaic(pictures, rows[0].Pictures.Count).Png();
    }
}
