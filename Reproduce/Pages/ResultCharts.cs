
using ModelZoo.Reports.Charts;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>The figures of an experiment: our runs thin, their median thick, the published median behind them in dashes.</summary>
internal static class ResultCharts
{
    private const int FewPoints = 10;

    internal static IEnumerable<(string Name, LineChart Chart)> Of(Experiment experiment, IReadOnlyList<Measurement> runs)
    {
        foreach (var metric in runs.SelectMany(run => run.Curves.Keys).Distinct())
            if (Curves(experiment, runs, metric) is { Count: > 0 } curves && new LineChart(metric, "epoch", curves) is { IsEmpty: false } chart)
                yield return ($"{experiment.Name}.{metric}", chart);
        // One seed's own figures are enough.
        foreach (var (i, plot) in (runs.Count > 0 ? runs[0].Plots : []).Index())
            if (new LineChart(plot.Name, plot.Across, [.. plot.Lines.Index().Select(line => new Curve(line.Item.Name, $"c{line.Index % Palette.Count}", [.. line.Item.Points.Select(point => (point[0], point[1]))], line.Item.Dashed))]) is { IsEmpty: false } chart)
                yield return ($"{experiment.Name}.{i + 1}", chart);
    }

    /// <summary>Whether a chart tells more than the table does: what is published over the epochs, what is aimed at and has more than a few points.</summary>
    internal static bool IsFigure(Experiment experiment, string name, LineChart chart) => experiment.Section == Section.Notes || experiment.Curves.Any(curve => name == $"{experiment.Name}.{curve.Metric}")
        || (experiment.Targets.Any(target => name == $"{experiment.Name}.{target.Metric}") && chart.Curves.Max(curve => curve.Points.Count) >= FewPoints);

    private static List<Curve> Curves(Experiment experiment, IReadOnlyList<Measurement> runs, string metric)
    {
        var curves = new List<Curve>();
        var ours = runs.Where(run => run.Curves.ContainsKey(metric)).Select(run => run.Curves[metric]).ToArray();
        int reached = ours.Length == 0 ? 0 : (int)ours.Min(points => points[^1][0]);  // as far as the median of all goes
        if (experiment.Curves.FirstOrDefault(curve => curve.Metric == metric) is { } published)
            curves.Add(new Curve("published median", "c1", [.. published.Epochs.Zip(published.Values, (epoch, value) => ((double)epoch, value))], Dashed: true) { At = reached > 0 ? reached : null });
        if (ours.Length > 1)
            curves.AddRange(ours.Select(points => new Curve("ours", "c0", Points(points), Thin: true)));
        if (ours.Length > 0)
            curves.Add(new Curve(ours.Length > 1 ? $"ours, median of {ours.Length}" : "ours", "c0", [.. ours.SelectMany(points => points).GroupBy(point => point[0]).OrderBy(same => same.Key)
                .Where(same => same.Count() == ours.Length).Select(same => (same.Key, ComparedRow.Middle(same.Select(point => point[1]))))]));
        return curves;
    }

    private static (double, double)[] Points(double[][] points) => [.. points.Select(point => (point[0], point[1]))];
}
