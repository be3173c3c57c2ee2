
using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>All that was reproduced, on one page: the numbers beside the published ones, then the figures.</summary>
public static class ResultsPage
{
    public static void Write(string path, IReadOnlyList<(Experiment Experiment, IReadOnlyList<Measurement> Runs)> results)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full + ".new", Document.Of("The textbooks, reproduced", Body(results)));
        File.Move(full + ".new", full, overwrite: true);
    }

    private static Markup Body(IReadOnlyList<(Experiment Experiment, IReadOnlyList<Measurement> Runs)> results)
    {
        var rows = results.SelectMany(result => Comparing.Rows(result.Experiment, result.Runs)).ToArray();
        var runs = results.SelectMany(result => result.Runs).ToArray();
        return Markup.Of($"""
            <header>
            <h1>The textbooks, reproduced</h1>
            <p class="about">{results.Count} experiment{(results.Count == 1 ? "" : "s")}, {runs.Length} run{(runs.Length == 1 ? "" : "s")}, {string.Join(" to ", new[] { runs.Min(run => run.Date), runs.Max(run => run.Date) }.Distinct())}; {string.Join("; ", runs.Select(run => run.Hardware).Distinct())}</p>
            <div class="result"><div><div class="large">{rows.Count(row => row.Inside)} of {rows.Length}</div>
            <div class="what">{Comparing.Count(rows)}</div></div></div>
            </header>
            {results.GroupBy(result => result.Experiment.Section).Select(section => Of(section.Key, [.. section]))}
            """);
    }

    private static Markup Of(Section section, IReadOnlyList<(Experiment Experiment, IReadOnlyList<Measurement> Runs)> results) => Markup.Join(
    [
        Document.Section(Experiments.Title(section), Document.Table(["experiment", "value", "published", "from", "to", "ours", "from", "to", "seeds", "", "time"],
            results.SelectMany(result => Comparing.Rows(result.Experiment, result.Runs).Select(row => Cells(row, result.Runs))), 2, 3, 4, 5, 6, 7, 8, 10), "Published: the median and the spread over all printed runs of the same code. Ours: the median and the spread over the seeds."),
        .. results.Select(result => Document.Section(result.Experiment.Title, Figures(result.Experiment, result.Runs), $"{result.Experiment.Source}. {result.Experiment.Setting}. {result.Experiment.Note}")),
    ]);

    private static string[] Cells(ComparedRow row, IReadOnlyList<Measurement> runs) =>
    [
        row.Experiment.Title, ResultText.Metric(row.Target), ResultText.Number(row.Target.Median), ResultText.Number(row.Target.Low), ResultText.Number(row.Target.High),
        ResultText.Number(row.Median), ResultText.Number(row.Least), ResultText.Number(row.Most), $"{row.Ours.Count}", row.Inside ? "inside" : "outside", Measure.Duration(runs.Average(run => run.Seconds)),
    ];

    private static Markup Figures(Experiment experiment, IReadOnlyList<Measurement> runs) => Markup.Join(
    [
        Document.Charts(ResultCharts.Of(experiment, runs).Select(figure => figure.Chart)),
        .. (runs.Count > 0 ? runs[0].Panels : []).Select(panel => Markup.Of($"<h3>{panel.Name}</h3>\n<p class=\"note\">{panel.Note}</p>\n{panel.Rows.Select(Strip)}")),
    ]);

    private static Markup Strip(PanelRow row) => Markup.Of(
        $"<div class=\"strip\" style=\"grid-template-columns:repeat({row.Pictures.Count},minmax(0,1fr))\"><span>{row.Label}</span>{row.Pictures.Select(png => Markup.Of($"<img alt=\"{row.Label}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">"))}</div>\n");
}
