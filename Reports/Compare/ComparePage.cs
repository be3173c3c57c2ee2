using MathNet.Numerics.Statistics;
using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;

namespace ModelZoo.Reports.Compare;

/// <summary>Several runs on one page.</summary>
public static class ComparePage
{
    public static void Write(string path, Comparison comparison) =>
        Document.Write(path, $"{comparison.Runs.Count} runs compared", Body(comparison));

    private static Markup Body(Comparison comparison)
    {
        var charts = comparison.Metrics.Select(metric => Chart(comparison, metric));
        return Markup.Of($"""
            {Header(comparison)}
            {Document.Section("Is the difference more than noise?", comparison.Verdicts().Select(Verdict))}
            {Document.Section("Curves", Document.Charts(charts), Note(comparison))}
            {Document.Section("Results", Results(comparison))}
            {Differences(comparison)}
            <footer>{comparison.Runs.Select(run => Markup.Of($"<p>{run.Name}</p>"))}</footer>
            """);
    }

    private static Markup Header(Comparison comparison)
    {
        var best = comparison.Ranked.First();
        var values = best.Values();
        var (column, metric) = best.Result;
        var result = values.Length > 0 ? MetricFormat.Value(metric, values.Average()) : "–";
        var large = !comparison.IsComparable ? Markup.None : Markup.Of($"""
            <div class="result"><div><div class="large">{result}</div>
            <div class="what">{MetricFormat.Words(column)} of the best: {best.Name}</div></div></div>
            """);
        var runs = comparison.Runs;
        DateTime[] days = [runs.Min(run => run.Started), runs.Max(run => run.Started)];
        int count = comparison.Groups.Count;
        var groups = count < runs.Count ? $" in {count} groups of equal settings" : "";
        return Markup.Of($"""
            <header>
            <h1>{List(runs.Select(run => run.Model))} on {List(runs.Select(run => run.Dataset))}</h1>
            <p class="about">{runs.Count} runs{groups}, {Document.Range(days.Select(day => $"{day:d MMMM yyyy}"))}</p>
            {large}
            </header>
            """);
    }

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Distinct());

    private static Markup Verdict(string verdict) => Markup.Of($"<p class=\"verdict\">{verdict}</p>\n");

    private static string Note(Comparison comparison) => "Test metrics where there are any."
        + (comparison.Groups.All(group => group.Runs.Count == 1) ? ""
            : " Thick: the mean of a group; thin: its runs; the band: one standard deviation either way.");

    private static Markup Results(Comparison comparison)
    {
        string[] columns = [.. comparison.Runs[0].Columns.Keys.Where(IsShown)];
        string Value(RunRecord run, string column) =>
            MetricFormat.Value(MetricFormat.MetricOf(column), run.Last(column));
        var rows = comparison.Ranked.SelectMany(place => place.Runs.Select(run => (string[])
        [
            place.Name,
            run.Setting("seed"),
            $"{run.Epochs}",
            .. columns.Select(column => Value(run, column)),
            MetricFormat.Duration(run.Last("seconds")),
        ]));
        string[] names = ["", "seed", "epochs", .. columns.Select(MetricFormat.Words), "time"];
        return Document.Table(names, rows, numbers: [.. Enumerable.Range(1, names.Length - 1)]);

        bool IsShown(string column) => column.Split('_')[0] is "test" or "train"
            && comparison.Runs.All(run => run.Columns.ContainsKey(column));
    }

    private static Markup Differences(Comparison comparison)
    {
        if (comparison.Differing.Count == 0)
            return Markup.None;
        string Values(RunGroup group, string name) =>
            List(group.Runs.Select(run => run.Setting(name) is { Length: > 0 } value ? value : "–"));
        string[] Row(string name) => [name, .. comparison.Groups.Select(group => Values(group, name))];
        string[] names = ["setting", .. comparison.Groups.Select(group => group.Name)];
        return Document.Section("Settings that differ", Document.Table(names, comparison.Differing.Select(Row)));
    }

    // The curves of a ninth group are dashed: it has the first one's color.
    private static LineChart Chart(Comparison comparison, string metric)
    {
        var curves = comparison.Groups.SelectMany((group, i) =>
            Curves(group, metric, Palette.Curve(i), dashed: i / Palette.Count % 2 == 1));
        return new LineChart(metric, "epoch", [.. curves]);
    }

    private static IEnumerable<Curve> Curves(RunGroup group, string metric, string color, bool dashed)
    {
        var runs = group.Runs.Select(run => RunCharts.Points(run, run.TestOrTrainColumn(metric)!)).ToArray();
        if (runs is [var only])
            return [new Curve(group.Name, color, only, dashed)];
        var epochs = runs.SelectMany(points => points).GroupBy(point => point.X, point => point.Y)
            .Where(values => values.Count() == runs.Length && values.All(double.IsFinite))
            .Select(values => (X: values.Key, Mean: values.Average(), Deviation: values.StandardDeviation())).ToArray();
        var mean = new Curve(group.Name, color, [.. epochs.Select(epoch => (epoch.X, epoch.Mean))], dashed)
        {
            Band = [.. epochs.Select(epoch => (epoch.X, epoch.Mean - epoch.Deviation, epoch.Mean + epoch.Deviation))],
        };
        return [.. runs.Select(points => new Curve(group.Name, color, points, dashed, Thin: true)), mean];
    }
}
