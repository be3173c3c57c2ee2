using System.Globalization;
using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Page;
using ModelZoo.Tables;

namespace ModelZoo.Reports;

/// <summary>The head of a run's page: its name, its result in large digits, and other facts.</summary>
internal static class ReportHeader
{
    internal static Markup Of(RunRecord run)
    {
        var entry = Zoo.Entries.FirstOrDefault(known => known.Name == run.Model);
        var paper = entry is null ? "" : $" · {entry.Paper}, {entry.Year}";
        var metric = entry?.Task == TaskKind.LanguageModel ? "perplexity" : run.Result.Metric;
        var published = entry?.PublishedFor(run.Dataset, metric) is { Length: > 0 } known
            ? About($"Published: {known}") : Markup.None;
        var caution = entry is { Caution.Length: > 0 } ? About($"This network is {entry.Caution}.") : Markup.None;
        return Markup.Of($"""
            <header>
            <h1>{run.Model} on {run.Dataset}</h1>
            {About($"{run.Started:d MMMM yyyy, HH:mm}{paper}")}
            {published}{caution}
            {(run.Epochs > 0 ? Result(run, entry) : Markup.Of($"<p class=\"note\">No epoch has ended yet.</p>"))}
            </header>
            """);
    }

    private static Markup About(string text) => Markup.Of($"<p class=\"about\">{text}</p>");

    private static Markup Result(RunRecord run, Entry? entry)
    {
        var (column, metric) = run.Result;
        var part = column[..column.IndexOf('_')];
        // Perplexity is the exponential of the cross-entropy.
        bool isPerplexity = entry?.Task == TaskKind.LanguageModel && metric == "loss";
        string Format(double value) =>
            isPerplexity ? MetricFormat.Number(Math.Exp(value)) : MetricFormat.Value(metric, value);
        var facts = Facts(run, part, Format)
            .Select(fact => Markup.Of($"<div><dt>{fact.Name}</dt><dd>{fact.Value}</dd></div>\n"));
        var what = isPerplexity ? part + " perplexity" : MetricFormat.Words(column);
        return Markup.Of($"""
            <div class="result">
            <div><div class="large">{Format(run.Last(column))}</div>
            <div class="what">{what} after epoch {run.Last("epoch"):0}</div></div>
            <dl class="facts">{facts}</dl>
            </div>
            """);
    }

    private static IEnumerable<(string Name, string Value)> Facts(
        RunRecord run, string part, Func<double, string> format)
    {
        var (column, metric) = run.Result;
        var values = run.Columns["epoch"].Zip(run.Columns[column]).Where(row => double.IsFinite(row.Second));
        int sign = MetricFormat.HigherIsBetter(metric) ? -1 : 1;
        var best = values.OrderBy(row => sign * row.Second).FirstOrDefault();
        yield return ("best epoch", $"{best.First:0}: {format(best.Second)}");
        bool IsFact(string name) => name != column
            && (name.StartsWith(part, StringComparison.Ordinal) || name == "train_" + metric);
        foreach (var name in run.Columns.Keys.Where(IsFact))
            yield return (MetricFormat.Words(name), MetricFormat.Value(MetricFormat.MetricOf(name), run.Last(name)));
        // A run with a validation part is tested once, with its best weights.
        if (part == "validation" && run.Columns.TryGetValue("test_" + metric, out var tests)
            && Array.FindIndex(tests, double.IsFinite) is >= 0 and var tested)
            yield return ($"test {metric}, weights of epoch {run.Columns["epoch"][tested]:0}", format(tests[tested]));
        yield return ("epochs", $"{run.Epochs} ({Count(run.Last("step"))} updates)");
        yield return ("time", MetricFormat.Duration(run.Last("seconds")));
        yield return ("examples per second", Count(run.Last("examples_per_second")));
        if (run.Machine.TryGetValue("parameters", out var parameters) && long.TryParse(parameters, out var count))
            yield return ("parameters", Count(count));
    }

    private static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
