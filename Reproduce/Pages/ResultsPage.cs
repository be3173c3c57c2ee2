using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>All reproduced experiments on one page: our numbers beside the published ones, then the figures.</summary>
public static class ResultsPage
{
    private const string Title = "The textbooks, reproduced";

    public static void Write(
        string path, IReadOnlyList<(Experiment Experiment, IReadOnlyList<Measurement> Runs)> results) =>
        Document.Write(path, Title, Body(results));

    private static Markup Body(IReadOnlyList<(Experiment Experiment, IReadOnlyList<Measurement> Runs)> results)
    {
        var rows = results.SelectMany(result => Comparing.Rows(result.Experiment, result.Runs)).ToArray();
        var runs = results.SelectMany(result => result.Runs).ToArray();
        var counts = $"{ResultText.Count(results.Count, "experiment")}, {ResultText.Count(runs.Length, "run")}";
        var days = Document.Range([runs.Min(run => run.Date)!, runs.Max(run => run.Date)!]);
        var machines = string.Join("; ", runs.Select(run => run.Hardware).Distinct());
        return Markup.Of($"""
            <header>
            <h1>{Title}</h1>
            <p class="about">{counts}, {days}; {machines}</p>
            <div class="result"><div><div class="large">{rows.Count(row => row.Inside)} of {rows.Length}</div>
            <div class="what">{Comparing.Count(rows)}</div></div></div>
            </header>
            {results.GroupBy(result => result.Experiment.Section).Select(section => Of(section.Key, [.. section]))}
            """);
    }

    private static Markup Of(Section section, (Experiment Experiment, IReadOnlyList<Measurement> Runs)[] results)
    {
        var rows = from result in results
                   from row in Comparing.Rows(result.Experiment, result.Runs)
                   select Cells(row, result.Runs.Average(run => run.Seconds));
        string[] names = ["experiment", "value", "published", "from", "to", "ours", "from", "to", "seeds", "", "time"];
        var table = Document.Section(
            Experiments.Title(section),
            Document.Table(names, rows, 2, 3, 4, 5, 6, 7, 8, 10),
            "Published: median and spread over all printed runs of the same code. Ours: the same over the seeds.");
        return Markup.Join(results.Select(result => Figures(result.Experiment, result.Runs)).Prepend(table));
    }

    private static string[] Cells(ComparedRow row, double seconds)
    {
        var target = row.Target;
        double[] numbers = [target.Median, target.Low, target.High, row.Median, row.Least, row.Most];
        return
        [
            row.Experiment.Title,
            ResultText.Metric(target),
            .. numbers.Select(ResultText.Number),
            $"{row.Ours.Count}",
            row.Inside ? "inside" : "outside",
            MetricFormat.Duration(seconds),
        ];
    }

    private static Markup Figures(Experiment experiment, IReadOnlyList<Measurement> runs)
    {
        var panels = runs.Take(1).SelectMany(run => run.Panels).Select(panel => Markup.Of($"""
            <h3>{panel.Name}</h3>
            <p class="note">{panel.Note}</p>
            {panel.Rows.Select(row => Document.Strip(row.Label, row.Pictures))}
            """));
        var note = $"{experiment.Source}. {experiment.Setting}. {experiment.Note}";
        var charts = Document.Charts(ResultCharts.Of(experiment, runs));
        return Document.Section(experiment.Title, panels.Prepend(charts), note);
    }
}
