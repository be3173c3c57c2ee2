using MathNet.Numerics.Statistics;
using ModelZoo.Reports.Charts;
using ModelZoo.Training.Names;

namespace ModelZoo.Reports.Compare;

/// <summary>Runs that differ only in settings that do not change the result, such as the seed.</summary>
/// <param name="Name">The settings that set the group apart, such as "lenet, lr 0.1".</param>
public sealed record RunGroup(string Name, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>The column by which the runs are judged, and its metric.</summary>
    public (string Column, string Metric) Result => Runs[0].Result;

    /// <summary>The last results that are finite, one of each seed: a copy of a run shows no spread.</summary>
    public double[] Values() =>
        [.. Runs.DistinctBy(Seed).Select(run => run.Last(Result.Column)).Where(double.IsFinite)];

    /// <summary>Pairs of runs with the same settings and seed.</summary>
    internal IEnumerable<(RunRecord First, RunRecord Copy)> Copies => Runs.GroupBy(Seed)
        .SelectMany(same => same.Skip(1).Select(copy => (same.First(), copy)));

    /// <summary>What was measured on what. Only results that agree in it can be compared.</summary>
    internal (string What, string Value)[] Kind
    {
        get
        {
            var run = Runs[0];
            // Accuracies mean the same for all tasks, losses do not.
            var task = Zoo.Entries.FirstOrDefault(entry => entry.Name == run.Model)?.Task.ToString() ?? run.Model;
            var limit = run.Setting("limit-test");
            var test = limit is "" or "0" ? "the whole" : $"the first {limit}";
            return
            [
                ("data set", run.Dataset), ("test part", test), ("metric", MetricFormat.Words(Result.Column)),
                .. MetricFormat.IsShare(Result.Metric) ? [] : new[] { ("task", task) },
            ];
        }
    }

    private static string Seed(RunRecord run) => run.Setting("seed");
}

/// <summary>Several runs, grouped by their settings.</summary>
public sealed class Comparison
{
    // The spread is measured over seeds. The others change how a run is kept, not what it learns.
    private static readonly string[] Ungrouped = ["seed", "keep", "checkpoint-every", "device", "threads", "max-time"];

    public Comparison(IEnumerable<string> folders)
    {
        Runs = [.. folders.Select(RunRecord.Read)];
        Check(Runs);
        var names = Runs.SelectMany(run => run.Settings.Select(setting => setting.Name)).Distinct();
        Differing = [.. names.Where(name => Runs.Select(run => run.Setting(name)).Distinct().Count() > 1)];
        string[] grouping = [.. Differing.Except(Ungrouped)], telling = Telling(grouping);
        var groups = Runs.GroupBy(run => Values(run, grouping));
        Groups = [.. groups.Select(group => new RunGroup(Name(group.First(), telling), [.. group]))];
        Metrics = [.. Runs[0].Metrics.Where(metric => Runs.All(run => run.TestOrTrainColumn(metric) is not null))];
    }

    public IReadOnlyList<RunRecord> Runs { get; }
    public IReadOnlyList<RunGroup> Groups { get; }

    /// <summary>The settings that differ between runs, the seed included.</summary>
    public IReadOnlyList<string> Differing { get; }

    /// <summary>The metrics that all runs have.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Whether all groups were measured alike, so that one can be the best.</summary>
    public bool IsComparable => Kinds.Count() == 1;

    /// <summary>The groups from the best mean to the worst, kind by kind. Diverged groups are last.</summary>
    public IEnumerable<RunGroup> Ranked => Kinds.SelectMany(kind => kind.OrderBy(group =>
        group.Values().Select(value => MetricFormat.HigherIsBetter(group.Result.Metric) ? -value : value)
            .DefaultIfEmpty(double.MaxValue).Average()));

    /// <summary>
    /// Compares the best group with each other one that was measured alike, in a sentence. Says why others are not
    /// compared.
    /// </summary>
    public IEnumerable<string> Verdicts()
    {
        foreach (var kind in Ranked.GroupBy(KindOf))
            foreach (var other in kind.Skip(1))
                yield return Verdict(kind.First(), other);
        if (!IsComparable)
            yield return $"Not compared, because {string.Join(" and ", Whats.Select(Difference).OfType<string>())}.";
        if (Groups is [var only])
            yield return $"All runs have the same settings{(Differing.Contains("seed") ? " except the seed" : "")}: "
                + $"{MeanAndSpread(only)}.";
        foreach (var (first, copy) in Groups.SelectMany(group => group.Copies))
            yield return $"{copy.Name} has the settings and the seed of {first.Name}, so the two count as one run.";

        string? Difference(string what)
        {
            var values = Groups.SelectMany(group => group.Kind).Where(part => part.What == what)
                .Select(part => part.Value).Distinct().ToArray();
            return values.Length > 1 ? $"the {what} differs ({string.Join(", ", values)})" : null;
        }
    }

    public static string MeanAndSpread(RunGroup group)
    {
        var values = group.Values();
        string Format(double value) => MetricFormat.Value(group.Result.Metric, value);
        if (values.Length == 0)
            return "no finite result";
        return values.Length == 1
            ? $"{Format(values[0])} (one run)"
            : $"{Format(values.Average())} ± {Format(values.StandardDeviation())} ({values.Length} seeds)";
    }

    private IEnumerable<string> Whats => Groups.SelectMany(group => group.Kind).Select(part => part.What).Distinct();

    private IEnumerable<IGrouping<string, RunGroup>> Kinds => Groups.GroupBy(KindOf);

    private static string KindOf(RunGroup group) => string.Join('\n', group.Kind.Select(part => part.Value));

    private static string Verdict(RunGroup best, RunGroup other)
    {
        double[] bestValues = best.Values(), values = other.Values();
        string Format(double value) => MetricFormat.Value(best.Result.Metric, value);
        if (bestValues.Length == 0 || values.Length == 0)
            return $"{other.Name} has no finite result: the run diverged.";
        var better = $"{best.Name} has a better {MetricFormat.Words(best.Result.Column)} than {other.Name}";
        return Welch.Of(bestValues, values) is { } test
            ? $"{better}: {MeanAndSpread(best)} against {MeanAndSpread(other)}. "
                + $"The difference is {test.Verdict} (Welch's t-test, {Chance(test.P)})."
            : $"{better}: {Format(bestValues.Average())} against {Format(values.Average())}. "
                + "One run each cannot show whether that is more than noise: train both again with another --seed.";
    }

    private static string Chance(double p) => p < 0.001
        ? "p below 0.001: chance alone does this less than once in 1,000 comparisons"
        : $"p = {p:0.###}: chance alone does this once in {Math.Max(1, 1 / p):N0} comparisons";

    private static void Check(IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count < 2)
            throw new RecipeException("compare needs at least two runs: give the folder of each.");
        if (runs.GroupBy(run => run.Folder).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RecipeException($"compare was given the run {twice.Key} more than once: give each folder once.");
        if (runs.FirstOrDefault(run => run.Epochs == 0) is { } empty)
            throw new RecipeException(
                $"The run {empty.Folder} has no finished epoch to compare: resume it with --resume, or leave it out.");
    }

    private static string Values(RunRecord run, IEnumerable<string> names) =>
        string.Join('\n', names.Select(run.Setting));

    // Two models may differ in ten more settings: their names alone tell them apart.
    private string[] Telling(string[] grouping)
    {
        var telling = new List<string>();
        int Distinct(IEnumerable<string> names) => Runs.Select(run => Values(run, names)).Distinct().Count();
        foreach (var name in grouping)
            if (Distinct(telling.Append(name)) > Distinct(telling))
                telling.Add(name);
        return [.. telling];
    }

    private static string Name(RunRecord run, string[] telling) => telling.Length == 0
        ? $"{run.Model} on {run.Dataset}"
        : string.Join(", ", telling.Select(setting => (setting, run.Setting(setting)) switch
        {
            ("model" or "dataset", var value) => value,
            (_, "") => $"no {setting}",
            (_, var value) => $"{setting} {value}",
        }));
}
