using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;
using ModelZoo.Runs;
using ModelZoo.Tables;

namespace ModelZoo.Reports;

/// <summary>report.html of a run: one file to look at, keep and print; its curves also as curves/*.svg and *.png.</summary>
public static class ReportPage
{
    public const string FileName = "report.html";

    /// <summary>Writes the page from what the folder holds; returns its path.</summary>
    /// <param name="material">What the network was looked at for; without it the page has curves and settings only.</param>
    public static string Write(RunFolder folder, Material? material = null) => Write(RunRecord.Read(folder.FullPath), material);

    public static string Write(RunRecord run, Material? material = null)
    {
        var charts = RunCharts.Of(run).Where(chart => !chart.IsEmpty).ToArray();
        var path = Path.Combine(run.Folder, FileName);
        File.WriteAllText(path + ".new", Document.Of($"{run.Model} on {run.Dataset}", Body(run, material, charts)));
        File.Move(path + ".new", path, overwrite: true);
        RunCharts.Write(Path.Combine(run.Folder, "curves"), charts);
        return path;
    }

    private static Markup Body(RunRecord run, Material? material, LineChart[] charts) => Markup.Of($"""
        {Header(run, material)}
        {(charts.Length > 0 ? Document.Section("Curves", Document.Charts(charts)) : Markup.None)}
        {(material?.Exhibits ?? []).Select(ExhibitMarkup.Of)}
        {(material is null ? Markup.None : Layers(material.Summary))}
        {Settings(run)}
        {(run.Times.Count > 0 ? Times(run.Times) : Markup.None)}
        <footer><p>{run.Name}</p><p>{string.Join(", ", run.Machine.Select(part => $"{part.Key} {part.Value}"))}</p>
        <p>Again: <code>dotnet run {string.Join(' ', run.Settings.Where(setting => setting.Name == "model" || setting.Origin.StartsWith("command line", StringComparison.Ordinal)).Select(setting => $"--{setting.Name} {setting.Value}"))}</code></p></footer>
        """);

    private static Markup Header(RunRecord run, Material? material)
    {
        var entry = Zoo.Entries.FirstOrDefault(known => known.Name == run.Model);
        var (column, metric) = run.Result;
        var facts = new List<(string Name, string Value)>();
        if (run.Epochs > 0)
        {
            var part = column[..column.IndexOf('_')];
            // exp of the cross entropy: among how many symbols the network is as unsure as if it had to guess.
            bool language = entry?.Task == TaskKind.LanguageModel && metric == "loss";
            var values = run.Columns[column];
            var best = values.Select((value, i) => (value, epoch: run.Columns["epoch"][i])).Where(row => double.IsFinite(row.value)).OrderBy(row => Measure.HigherIsBetter(metric) ? -row.value : row.value).FirstOrDefault();
            string Told(double value) => language ? Measure.Number(Math.Exp(value)) : Measure.Text(metric, value);
            facts.Add(("best epoch", $"{best.epoch:0}: {Told(best.value)}"));
            facts.AddRange(run.Columns.Keys.Where(name => name != column && (name.StartsWith(part, StringComparison.Ordinal) || name == "train_" + metric))
                .Select(name => (name.Replace('_', ' '), Measure.Text(name[(name.IndexOf('_') + 1)..], run.Last(name)))));
            if (part == "validation" && run.Columns.TryGetValue("test_" + metric, out var tested) && Array.FindIndex(tested, double.IsFinite) is >= 0 and var chosen)
                facts.Add(($"test {metric}, once, weights of epoch {run.Columns["epoch"][chosen]:0}", Told(tested[chosen])));
            facts.Add(("epochs", $"{run.Epochs} ({run.Last("step"):N0} updates)"));
            facts.Add(("time", Measure.Duration(run.Last("seconds"))));
            facts.Add(("speed", $"{run.Last("examples_per_second"):N0} examples/s"));
            if (run.Machine.TryGetValue("parameters", out var parameters) && long.TryParse(parameters, out var count))
                facts.Add(("parameters", $"{count:N0}"));
            return Markup.Of($"""
                {Title(run, entry)}
                <div class="result">
                <div><div class="large">{Told(run.Last(column))}</div><div class="what">{(language ? part + " perplexity" : column.Replace('_', ' '))} after epoch {run.Last("epoch"):0}</div></div>
                <dl class="facts">{facts.Select(fact => Markup.Of($"<div><dt>{fact.Name}</dt><dd>{fact.Value}</dd></div>\n"))}</dl>
                </div>
                </header>
                """);
        }
        return Markup.Of($"{Title(run, entry)}<p class=\"note\">No epoch has ended yet.</p></header>");
    }

    private static Markup Title(RunRecord run, Entry? entry) => Markup.Of($"""
        <header>
        <h1>{run.Model} on {run.Dataset}</h1>
        <p class="about">{run.Started:d MMMM yyyy, HH:mm}{(entry is null ? "" : $" · {entry.Paper}, {entry.Year}")}</p>
        {(entry is { Published.Length: > 0 } ? Markup.Of($"<p class=\"about\">Published: {entry.Published}</p>") : Markup.None)}
        """);

    private static Markup Layers(Summary summary)
    {
        var rows = summary.Rows.Where(row => row.Depth is 1 or 2).Select(row => new[]
        {
            string.Concat(Enumerable.Repeat("\u00A0\u00A0\u00A0", row.Depth - 1)) + row.Path, row.Kind, row.OutputShape is null ? "" : string.Join("\u00A0×\u00A0", row.OutputShape), $"{row.Parameters:N0}", $"{row.Macs:N0}",
        });
        string[] all = ["all", "", "", $"{summary.Parameters:N0}", $"{summary.Macs:N0}"];
        return Document.Section("Layers", Document.Table(["layer", "kind", "output", "parameters", "multiply-adds"], rows.Append(all), 3, 4),
            $"One example of {string.Join(" × ", summary.Input)} on its way through the network; multiply-adds are those of one example.");
    }

    private static Markup Settings(RunRecord run)
    {
        static Markup Table(IEnumerable<(string Name, string Value, string Origin)> settings) =>
            Document.Table(["setting", "value", "from"], settings.Select(setting => new[] { setting.Name, setting.Value.Length > 0 ? setting.Value : "–", setting.Origin }));
        var chosen = run.Settings.Where(setting => setting.Origin != "default").ToArray();
        return Document.Section("Settings", Markup.Of(
            $"{Table(chosen)}\n<details><summary>{run.Settings.Count - chosen.Length} more at their defaults</summary>\n{Table(run.Settings.Except(chosen))}</details>"));
    }

    private static Markup Times(IReadOnlyDictionary<string, double> times)
    {
        double all = Math.Max(1e-9, times.Values.Sum());
        var parts = times.Select((part, i) => (part.Key, part.Value, Ink: $"c{i % Palette.Count}")).Where(part => part.Value > 0).ToArray();
        return Document.Section("Where the time went", Markup.Of($"""
            <div class="bar">{parts.Select(part => Markup.Of($"<span style=\"flex:{part.Value / all:0.####} 0 0;background:var(--{part.Ink})\" title=\"{part.Key} {Measure.Duration(part.Value)}\"></span>"))}</div>
            <ul class="key">{parts.Select(part => Markup.Of($"<li><i style=\"background:var(--{part.Ink})\"></i>{part.Key} {Measure.Duration(part.Value)}, {part.Value / all:P0}</li>\n"))}</ul>
            """));
    }
}
