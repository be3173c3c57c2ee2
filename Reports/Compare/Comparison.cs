using MathNet.Numerics.Statistics;
using ModelZoo.Reports.Charts;
using ModelZoo.Training.Names;

namespace ModelZoo.Reports.Compare;

/// <summary>Runs that differ only in settings that do not change the result, such as the seed.</summary>
/// <param name="Name">The settings that set the group apart, such as "lenet, lr 0.1".</param>
public sealed record RunGroup(string Name, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>The runs' last values that are finite.</summary>
    public double[] Values(string column) => [.. Runs.Select(run => run.Last(column)).Where(double.IsFinite)];
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
        Result = Runs[0].Result is var (column, metric) && Have(column) ? (column, metric)
            : Have("test_loss") ? ("test_loss", "loss")
            : ("train_loss", "loss");
    }

    public IReadOnlyList<RunRecord> Runs { get; }
    public IReadOnlyList<RunGroup> Groups { get; }

    /// <summary>The settings that differ between runs, the seed included.</summary>
    public IReadOnlyList<string> Differing { get; }

    /// <summary>The metrics that all runs have.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>The column and metric by which runs are judged.</summary>
    public (string Column, string Metric) Result { get; }

    /// <summary>The groups from the best mean to the worst. Diverged groups are last.</summary>
    public IEnumerable<RunGroup> Ranked
    {
        get
        {
            int sign = MetricFormat.HigherIsBetter(Result.Metric) ? -1 : 1;
            return Groups.OrderBy(group => group.Values(Result.Column).Select(value => sign * value)
                .DefaultIfEmpty(double.MaxValue).Average());
        }
    }

    /// <summary>Compares the best group with each other one, in a sentence.</summary>
    public IEnumerable<string> Verdicts()
    {
        var ranked = Ranked.ToArray();
        if (ranked.Length > 1)
            return ranked[1..].Select(other => Verdict(ranked[0], other));
        var same = Differing.Contains("seed") ? "the same settings except the seed" : "the same settings";
        return [$"All runs have {same}: {MeanAndSpread(ranked[0])}."];
    }

    public string MeanAndSpread(RunGroup group)
    {
        var values = group.Values(Result.Column);
        if (values.Length == 0)
            return "no finite result";
        return values.Length == 1
            ? $"{Format(values[0])} (one run)"
            : $"{Format(values.Average())} ± {Format(values.StandardDeviation())} ({values.Length} seeds)";
    }

    private string Verdict(RunGroup best, RunGroup other)
    {
        double[] bestValues = best.Values(Result.Column), values = other.Values(Result.Column);
        if (bestValues.Length == 0 || values.Length == 0)
            return $"{other.Name} has no finite result: the run diverged.";
        var better = $"{best.Name} has a better {MetricFormat.Words(Result.Column)} than {other.Name}";
        return Welch.Of(bestValues, values) is { } test
            ? $"{better}: {MeanAndSpread(best)} against {MeanAndSpread(other)}. "
                + $"The difference is {test.Verdict} (Welch's t-test, {Chance(test.P)})."
            : $"{better}: {Format(bestValues.Average())} against {Format(values.Average())}. "
                + "One run each cannot show whether that is more than noise: train both again with another --seed.";
    }

    private static string Chance(double p) => p < 0.001
        ? "p below 0.001: chance alone does this less than once in 1,000 comparisons"
        : $"p = {p:0.###}: chance alone does this once in {Math.Max(1, 1 / p):N0} comparisons";

    private string Format(double value) => MetricFormat.Value(Result.Metric, value);

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

    private bool Have(string column) => Runs.All(run => run.Columns.ContainsKey(column));

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
