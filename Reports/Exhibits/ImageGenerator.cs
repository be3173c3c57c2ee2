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

/// <summary>Pictures out of an autoencoder, as one PNG.</summary>
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

    /// <param name="kind">What is to be seen; the first kind that the network has, if null.</param>
    /// <returns>PNG.</returns>
    public static byte[] Make(TrainedNetwork network, string? kind, long seed, string? dataRoot = null)
    {
        if (network.Model is not IAutoencoder || network.Recipe is not { } recipe)
            throw new RecipeException($"{network.Entry.Name} makes no pictures: give the run of an autoencoder, such as vae.");
        using var data = DatasetCatalog.Open(recipe.Dataset, new DatasetOptions { DataRoot = dataRoot, LimitTrain = 1 });
        using var test = new DataLoader(data.Test, recipe.BatchSize, transform: DataFit.Transforms(data, recipe, training: false));
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var there = AutoencoderExhibits.Of(new Subject(network.Entry, network.Model, data, test, CPU), seed).OfType<PictureExhibit>().ToDictionary(exhibit => exhibit.Title);
        var kinds = Titles.Where(title => there.ContainsKey(title.Value)).Select(title => title.Key).ToArray();
        if (!kinds.Contains(kind ?? kinds[0]))
            throw new RecipeException($"{network.Entry.Name} has no '{kind}' to show: it has {string.Join(", ", kinds)}.");
        var rows = there[Titles[kind ?? kinds[0]]].Rows;
        return Picture.Mosaic([.. rows.SelectMany(row => row.Pictures).Select(captioned => captioned.Picture)], rows[0].Pictures.Count).Png();
    }
}
