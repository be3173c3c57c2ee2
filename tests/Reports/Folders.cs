using System.Text.Json.Nodes;
using ModelZoo.Reports;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reports;

/// <summary>Run folders and material as a run leaves them, without a run.</summary>
internal static class Folders
{
    internal static RunFolder Make(string place, string seed = "0", string lr = "0.1", double shift = 0, int epochs = 3)
    {
        var folder = RunFolder.Create(place, "lenet", "fashion-mnist");
        var settings = new Settings("lenet").Set("dataset", "fashion-mnist", "model").Set("seed", seed, "command line").Set("lr", lr, "command line");
        folder.WriteConfig(settings.Json(), new JsonObject { ["device"] = "cpu", ["parameters"] = 61706 });
        folder.WriteMetrics([.. Enumerable.Range(1, epochs).Select(epoch => Row(epoch, shift))]);
        return folder;
    }

    internal static EpochRow Row(int epoch, double shift = 0) => new(epoch, 100 * epoch, 1.5 * epoch, 0.1,
        new Dictionary<string, double> { ["loss"] = 2.0 / epoch, ["accuracy"] = 0.7 + shift + 0.02 * epoch },
        new Dictionary<string, double> { ["loss"] = 2.2 / epoch, ["accuracy"] = 0.68 + shift + 0.02 * epoch }, 12_345.6);

    internal static Picture Grey(byte value) => new(4, 4, 1, [.. Enumerable.Repeat(value, 16)]);

    /// <summary>One exhibit of each kind, with names as long and as hostile as a user's folders can make them.</summary>
    internal static Material Everything()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Flatten(), nn.Linear(16, 3));
        string[] classes = ["<script>alert('class')</script>", "averyveryverylongclassnamewithoutanyspaceinit", "ankle boot"];
        return new Material(Summary.Of(network, zeros(1, 1, 4, 4)),
        [
            new ConfusionExhibit("Confusion matrix", "", classes, new long[,] { { 90, 10, 0 }, { 1, 99, 0 }, { 30, 0, 12345 } }),
            new ConfusionExhibit("Many classes", "", [.. Enumerable.Range(0, 40).Select(i => $"class {i}")], Diagonal(40)),
            new PictureExhibit("Worst mistakes", "", [new PictureRow("", [.. classes.Select(name => new CaptionedPicture(Grey(128), name, name))])]),
            new PictureExhibit("Reconstructions", "", [new PictureRow("input", [.. Enumerable.Range(0, 12).Select(i => new CaptionedPicture(Grey((byte)(20 * i))))]), new PictureRow("output", [new CaptionedPicture(Grey(7))])]),
            new TextExhibit("Generated text", "", [("temperature 1", new string('a', 500) + " </pre><script>alert('text')</script>")]),
            new TableExhibit("Sequences", "", ["input", "should be", "is"], [["one two", new string('b', 200), "& so on"]]),
            new ScatterExhibit("Predictions", "", "true value", "prediction", [(0, 0.1), (1, 0.9), (double.NaN, 1)]),
        ]);
    }

    private static long[,] Diagonal(int count)
    {
        var counts = new long[count, count];
        for (int i = 0; i < count; i++)
            (counts[i, i], counts[i, (i + 1) % count]) = (50, i);
        return counts;
    }
}
