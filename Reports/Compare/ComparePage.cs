
using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;

namespace ModelZoo.Reports.Compare;

/// <summary>Several runs beside each other on one page.</summary>
public static class ComparePage
{
    public static void Write(string path, Comparison comparison)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full + ".new", Document.Of($"{comparison.Runs.Count} runs compared", Body(comparison)));
        File.Move(full + ".new", full, overwrite: true);
    }

    private static Markup Body(Comparison comparison)
    {
        var (column, metric) = comparison.Result;
        var best = comparison.Ranked.First();
        string[] models = [.. comparison.Runs.Select(run => run.Model).Distinct()], sets = [.. comparison.Runs.Select(run => run.Dataset).Distinct()];
        return Markup.Of($"""
            <header>
            <h1>{string.Join(", ", models)} on {string.Join(", ", sets)}</h1>
            <p class="about">{comparison.Runs.Count} runs{(comparison.Groups.Count < comparison.Runs.Count ? $" in {comparison.Groups.Count} groups of equal settings" : "")}, {string.Join(" to ", new[] { comparison.Runs.Min(run => run.Started), comparison.Runs.Max(run => run.Started) }.Select(day => day.ToString("d MMMM yyyy")).Distinct())}</p>
            <div class="result"><div><div class="large">{(best.Values(column) is { Length: > 0 } values ? Measure.Text(metric, values.Average()) : "–")}</div>
            <div class="what">{column.Replace('_', ' ')} of the best: {best.Name}</div></div></div>
            </header>
            {Document.Section("Is the difference more than noise?", Markup.Join(comparison.Verdicts().Select(verdict => Markup.Of($"<p class=\"verdict\">{verdict}</p>\n"))))}
            {Document.Section("Curves", Document.Charts(comparison.Metrics.Select(name => Chart(comparison, name))), Note(comparison))}
            {Document.Section("Results", Groups(comparison))}
            {(comparison.Differing.Count == 0 ? Markup.None : Document.Section("Settings that differ", Differences(comparison)))}
            <footer>{comparison.Runs.Select(run => Markup.Of($"<p>{run.Name}</p>"))}</footer>
            """);
    }

    private static string Note(Comparison comparison) => comparison.Groups.Any(group => group.Runs.Count > 1)
        ? "Of the test where there is one. Thick: the mean of a group; thin: its runs; the band: one standard deviation either way." : "Of the test where there is one.";

    private static Markup Groups(Comparison comparison)
    {
        string[] columns = [.. comparison.Runs[0].Columns.Keys.Where(name => (name.StartsWith("test_", StringComparison.Ordinal) || name.StartsWith("train_", StringComparison.Ordinal)) && comparison.Runs.All(run => run.Columns.ContainsKey(name)))];
        IEnumerable<string[]> rows = comparison.Ranked.SelectMany(group => group.Runs.Select(run => (group, run))).Select(row => (string[])
        [
            row.group.Name, row.run.Setting("seed"), $"{row.run.Epochs}", .. columns.Select(name => Measure.Text(name[(name.IndexOf('_') + 1)..], row.run.Last(name))), Measure.Duration(row.run.Last("seconds")),
        ]);
        return Document.Table(["", "seed", "epochs", .. columns.Select(name => name.Replace('_', ' ')), "time"], rows, [.. Enumerable.Range(1, columns.Length + 3)]);
    }

    private static Markup Differences(Comparison comparison) => Document.Table(["setting", .. comparison.Groups.Select(group => group.Name)],
        comparison.Differing.Select(name => new[] { name }.Concat(comparison.Groups.Select(group => string.Join(", ", group.Runs.Select(run => run.Setting(name)).Distinct().Select(value => value.Length > 0 ? value : "–")))).ToArray()));

    private static LineChart Chart(Comparison comparison, string metric) => new(metric, "epoch", [.. comparison.Groups.SelectMany((group, i) =>
    {
        var ink = $"c{i % Palette.Count}";
        // A ninth group has the first one's colour, in dashes.
        bool dashed = i / Palette.Count % 2 == 1;
        var curves = group.Runs.Select(run => RunCharts.Points(run, run.Columns.ContainsKey("test_" + metric) ? "test_" + metric : "train_" + metric)).ToArray();
        if (curves is [var only])
            return new[] { new Curve(group.Name, ink, only, dashed) };
        var means = curves.SelectMany(points => points).GroupBy(point => point.X).Where(same => same.Count() == curves.Length)
            .Select(same => (X: same.Key, Mean: same.Average(point => point.Y), Spread: Welch.Deviation([.. same.Select(point => point.Y)]))).Where(point => double.IsFinite(point.Mean)).ToArray();
        return [.. curves.Select(points => new Curve(group.Name, ink, points, dashed, Thin: true)),
            new Curve(group.Name, ink, [.. means.Select(point => (point.X, point.Mean))], dashed) { Band = [.. means.Select(point => (point.X, point.Mean - point.Spread, point.Mean + point.Spread))] }];
    })]);
}
