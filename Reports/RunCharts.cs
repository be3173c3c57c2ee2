using ModelZoo.Reports.Charts;

namespace ModelZoo.Reports;

/// <summary>A run's charts: one for each metric, and one of the learning rate if it changes.</summary>
internal static class RunCharts
{
    internal static IEnumerable<LineChart> Of(RunRecord run)
    {
        foreach (var metric in run.Metrics)
            yield return Chart(run, metric,
                ("test_" + metric, "test", "c0", false),
                ("validation_" + metric, "validation", "c2", false),
                ("train_" + metric, "train", "c1", true));
        if (run.Columns.TryGetValue("lr", out var rates) && rates.Distinct().Count() > 1)
            yield return Chart(run, "lr", ("lr", "rate", "c2", false));
    }

    internal static IReadOnlyList<(double X, double Y)> Points(RunRecord run, string column) =>
        [.. run.Columns["epoch"].Zip(run.Columns[column])];

    /// <summary>Each chart as METRIC.svg and METRIC.png.</summary>
    internal static void Write(string folder, IEnumerable<LineChart> charts)
    {
        Directory.CreateDirectory(folder);
        foreach (var chart in charts)
        {
            File.WriteAllText(Path.Combine(folder, chart.Metric + ".svg"), chart.ForFile());
            File.WriteAllBytes(Path.Combine(folder, chart.Metric + ".png"), chart.Png());
        }
    }

    private static LineChart Chart(
        RunRecord run, string metric, params (string Column, string Name, string Color, bool Dashed)[] curves) =>
        new(metric, "epoch", [.. from curve in curves
                                 where run.Columns.ContainsKey(curve.Column)
                                 select new Curve(curve.Name, curve.Color, Points(run, curve.Column), curve.Dashed)]);
}
