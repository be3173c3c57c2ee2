using ModelZoo.Reports.Charts;

namespace ModelZoo.Reports;

/// <summary>The curves of one run: a chart for each metric, training dashed and test solid; the learning rate where it changes.</summary>
internal static class RunCharts
{
    internal static IEnumerable<LineChart> Of(RunRecord run)
    {
        foreach (var metric in run.Metrics)
            yield return new LineChart(metric, "epoch",
                [.. Curves(run, "test_" + metric, "test", "c0", false), .. Curves(run, "validation_" + metric, "validation", "c2", false), .. Curves(run, "train_" + metric, "train", "c1", true)]);
        if (run.Columns.TryGetValue("lr", out var rates) && rates.Distinct().Count() > 1)
            yield return new LineChart("lr", "epoch", [.. Curves(run, "lr", "rate", "c2", false)]);
    }

    internal static IReadOnlyList<(double X, double Y)> Points(RunRecord run, string column) => [.. run.Columns["epoch"].Zip(run.Columns[column])];

    /// <summary>Each chart as NAME.svg and NAME.png.</summary>
    internal static void Write(string folder, IEnumerable<LineChart> charts)
    {
        Directory.CreateDirectory(folder);
        foreach (var chart in charts)
        {
            File.WriteAllText(Path.Combine(folder, chart.Metric + ".svg"), chart.File());
            File.WriteAllBytes(Path.Combine(folder, chart.Metric + ".png"), chart.Png());
        }
    }

    private static IEnumerable<Curve> Curves(RunRecord run, string column, string name, string ink, bool dashed)
    {
        if (run.Columns.ContainsKey(column))
            yield return new Curve(name, ink, Points(run, column), dashed);
    }
}
