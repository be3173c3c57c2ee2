using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;
using ModelZoo.Runs;

namespace ModelZoo.Reports;

/// <summary>A run's report.html, a single file, and its curves as curves/*.svg and *.png.</summary>
public static class ReportPage
{
    private const string FileName = "report.html";

    /// <param name="data">Without it the page has curves and settings only.</param>
    /// <returns>The path of the page.</returns>
    public static string Write(RunFolder folder, ReportData? data = null)
    {
        var run = RunRecord.Read(folder.FullPath);
        var charts = RunCharts.Of(run).Where(chart => !chart.IsEmpty).ToArray();
        var path = Path.Combine(run.Folder, FileName);
        Document.Write(path, $"{run.Model} on {run.Dataset}", Body(run, data, charts));
        RunCharts.Write(Path.Combine(run.Folder, "curves"), charts);
        return path;
    }

    private static Markup Body(RunRecord run, ReportData? data, LineChart[] charts) => Markup.Of($"""
        {ReportHeader.Of(run)}
        {(charts.Length > 0 ? Document.Section("Curves", Document.Charts(charts)) : Markup.None)}
        {(data?.Exhibits ?? []).Select(ExhibitMarkup.Of)}
        {(data is null ? Markup.None : Layers(data.Summary))}
        {Settings(run)}
        {(run.Times.Count > 0 ? Times(run.Times) : Markup.None)}
        {Footer(run)}
        """);

    private static Markup Layers(Summary summary)
    {
        const string Indent = "\u00A0\u00A0\u00A0";
        var layers = summary.Rows.Where(row => row.Depth is 1 or 2).Select(row => (string[])
        [
            string.Concat(Enumerable.Repeat(Indent, row.Depth - 1)) + row.Path,
            row.Kind,
            string.Join("\u00A0×\u00A0", row.OutputShape ?? []),
            $"{row.Parameters:N0}",
            $"{row.Macs:N0}",
        ]);
        string[] all = ["all", "", "", $"{summary.Parameters:N0}", $"{summary.Macs:N0}"];
        string[] names = ["layer", "kind", "output", "parameters", "multiply-adds"];
        return Document.Section(
            "Layers",
            Document.Table(names, layers.Append(all), 3, 4),
            $"Output shapes and multiply-adds for one example of {string.Join(" × ", summary.Input)}.");
    }

    private static Markup Settings(RunRecord run)
    {
        static string[] Row((string Name, string Value, string Origin) setting) =>
            [setting.Name, setting.Value.Length > 0 ? setting.Value : "–", setting.Origin];
        static Markup Table(IEnumerable<(string, string, string)> settings) =>
            Document.Table(["setting", "value", "from"], settings.Select(Row));
        var defaults = run.Settings.Where(setting => setting.Origin == "default").ToArray();
        return Document.Section("Settings", Markup.Of($"""
            {Table(run.Settings.Except(defaults))}
            <details><summary>{defaults.Length} more at their defaults</summary>
            {Table(defaults)}</details>
            """));
    }

    private static Markup Times(IReadOnlyDictionary<string, double> times)
    {
        double all = Math.Max(1e-9, times.Values.Sum());
        var stages = times.Index().Where(stage => stage.Item.Value > 0).Select(stage => (
            Name: stage.Item.Key,
            Share: stage.Item.Value / all,
            Duration: MetricFormat.Duration(stage.Item.Value),
            Color: Markup.Of($"var(--{Palette.Curve(stage.Index)})"))).ToArray();
        var bar = stages.Select(stage => Markup.Of($"""
            <span style="flex:{stage.Share:0.####} 0 0;background:{stage.Color}" title="{stage.Name} {stage.Duration}">
            </span>
            """));
        var key = stages.Select(stage => Markup.Of($"""
            <li><i style="background:{stage.Color}"></i>{stage.Name} {stage.Duration}, {100 * stage.Share:0} %</li>
            """));
        var body = Markup.Of($"<div class=\"bar\">{bar}</div>\n<ul class=\"key\">{key}</ul>");
        return Document.Section("Where the time went", body);
    }

    private static Markup Footer(RunRecord run)
    {
        var machine = string.Join(", ", run.Machine.Select(fact => $"{fact.Key} {fact.Value}"));
        var chosen = run.Settings.Where(setting =>
            setting.Name == "model" || setting.Origin.StartsWith("command line", StringComparison.Ordinal));
        var options = string.Join(' ', chosen.Select(setting => $"--{setting.Name} {setting.Value}"));
        return Markup.Of($"""
            <footer><p>{run.Name}</p><p>{machine}</p>
            <p>Train again: <code>dotnet run {options}</code></p></footer>
            """);
    }
}
