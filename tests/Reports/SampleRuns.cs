using System.Text.Json.Nodes;
using ModelZoo.Reports;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reports;

/// <summary>Run folders and report data as a run leaves them, made without a run.</summary>
internal static class SampleRuns
{
    internal static RunFolder Make(
        string place, string seed = "0", string lr = "0.1", double shift = 0, int epochs = 3,
        string model = "lenet", string dataset = "fashion-mnist", string limit = "0")
    {
        var folder = RunFolder.Create(place, model, dataset);
        var settings = new Settings(model).Set("dataset", dataset, "model").Set("limit-test", limit, "command line")
            .Set("seed", seed, "command line").Set("lr", lr, "command line");
        folder.WriteConfig(settings.Json(), new JsonObject { ["device"] = "cpu", ["parameters"] = 61706 });
        folder.WriteMetrics([.. Enumerable.Range(1, epochs).Select(epoch => Row(epoch, shift))]);
        return folder;
    }

    internal static string[] TwoRatesOfThreeSeeds(Scratch scratch)
    {
        var runs = from rate in new[] { (Lr: "0.1", Shift: 0.0), (Lr: "0.5", Shift: 0.05) }
                   from seed in new[] { 0, 1, 2 }
                   let shift = rate.Shift + 0.001 * (seed - 1)
                   select Make(scratch["six"], $"{seed}", rate.Lr, shift).FullPath;
        return [.. runs];
    }

    internal static EpochRow Row(int epoch, double shift = 0)
    {
        Dictionary<string, double> Metrics(double loss, double accuracy) =>
            new() { ["loss"] = loss / epoch, ["accuracy"] = accuracy + shift + 0.02 * epoch };
        return new EpochRow(epoch, 100 * epoch, 1.5 * epoch, 0.1, Metrics(2.0, 0.7), Metrics(2.2, 0.68), 12_345.6);
    }

    /// <summary>One exhibit of each kind, with names as long and as hostile as users' folders can make them.</summary>
    internal static ReportData Everything()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Flatten(), nn.Linear(16, 3));
        string[] classes =
            ["<script>alert('class')</script>", "averyveryverylongclassnamewithoutanyspaceinit", "ankle boot"];
        var counts = new long[,] { { 90, 10, 0 }, { 1, 99, 0 }, { 30, 0, 12345 } };
        var manyClasses = Enumerable.Range(0, 40).Select(i => $"class {i}");
        var mistakes = classes.Select(name => new CaptionedPicture(Gray(128), name, name));
        var inputs = Enumerable.Range(0, 12).Select(i => Gray((byte)(20 * i)));
        var output = new PictureRow("output", [Gray(7)]);
        string[] answer = ["one two", new string('b', 200), "& so on"];
        var text = new string('a', 500) + " </pre><script>alert('text')</script>";
        return new ReportData(Summary.Of(network, zeros(1, 1, 4, 4)),
        [
            new ConfusionExhibit("Confusion matrix", "", classes, counts),
            new ConfusionExhibit("Many classes", "", [.. manyClasses], Diagonal(40)),
            new PictureExhibit("Worst mistakes", "", [new PictureRow("", [.. mistakes])]),
            new PictureExhibit("Reconstructions", "", [new PictureRow("input", inputs), output]),
            new TextExhibit("Generated text", "", [("temperature 1", text)]),
            new TableExhibit("Sequences", "", ["input", "should be", "is"], [answer]),
            new ScatterExhibit("Predictions", "", "true value", "prediction", [(0, 0.1), (1, 0.9), (double.NaN, 1)]),
        ]);
    }

    private static Picture Gray(byte value) => new(4, 4, 1, [.. Enumerable.Repeat(value, 16)]);

    private static long[,] Diagonal(int count)
    {
        var counts = new long[count, count];
        for (int i = 0; i < count; i++)
            (counts[i, i], counts[i, (i + 1) % count]) = (50, i);
        return counts;
    }
}
