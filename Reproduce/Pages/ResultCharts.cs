using ModelZoo.Reports.Charts;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>An experiment's charts: our runs thin, their median thick, the published median dashed.</summary>
internal static class ResultCharts
{
    internal static IReadOnlyList<LineChart> Of(Experiment experiment, IReadOnlyList<Measurement> runs)
    {
        var metrics = runs.SelectMany(run => run.Curves.Keys).Distinct();
        var charts = metrics.Select(metric => new LineChart(metric, "epoch", [.. Curves(experiment, runs, metric)]));
        // The figures of one seed are enough.
        var plots = runs.Take(1).SelectMany(run => run.Plots).Select(Chart);
        return [.. charts.Concat(plots).Where(chart => !chart.IsEmpty)];
    }

    /// <summary>The charts that tell more than a table: those of published curves and of the notes.</summary>
    internal static IReadOnlyList<LineChart> Figures(Experiment experiment, IReadOnlyList<Measurement> runs) =>
        [.. Of(experiment, runs).Where(chart => experiment.IsDerived
            || experiment.Curves.Any(curve => curve.Metric == chart.Metric))];

    private static LineChart Chart(Plot plot) => new(plot.Name, plot.XTitle,
        [.. plot.Lines.Select((line, i) => new Curve(line.Name, Palette.Curve(i), Points(line.Points)))]);

    private static IEnumerable<Curve> Curves(Experiment experiment, IReadOnlyList<Measurement> runs, string metric)
    {
        var ours = runs.Select(run => run.Curves.GetValueOrDefault(metric)).OfType<List<double[]>>().ToArray();
        double? reached = ours.Length > 0 ? ours.Min(points => points[^1][0]) : null;
        foreach (var published in experiment.Curves.Where(curve => curve.Metric == metric))
        {
            var points = published.Epochs.Select(epoch => (double)epoch).Zip(published.Values);
            yield return new Curve("published median", "c1", [.. points], Dashed: true) { LegendX = reached };
        }
        if (ours.Length == 1)
            yield return new Curve("ours", "c0", Points(ours[0]));
        if (ours.Length < 2)
            yield break;
        foreach (var points in ours)
            yield return new Curve("ours", "c0", Points(points), Thin: true);
        var medians = from point in ours.SelectMany(points => points)
                      group point[1] by point[0] into epoch
                      where epoch.Count() == ours.Length
                      orderby epoch.Key
                      select (epoch.Key, ComparedRow.MedianOf(epoch));
        yield return new Curve($"ours, median of {ours.Length}", "c0", [.. medians]);
    }

    private static (double, double)[] Points(IEnumerable<double[]> points) =>
        [.. points.Select(point => (point[0], point[1]))];
}
