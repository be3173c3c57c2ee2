using ModelZoo.Reports.Charts;
using ModelZoo.Training.Names;

namespace ModelZoo.Reports.Compare;

/// <summary>Runs that differ in nothing but what does not count: their seed, where and how long they ran.</summary>
/// <param name="Name">What tells the group from the others, such as "lenet, lr 0.1".</param>
public sealed record RunGroup(string Name, IReadOnlyList<RunRecord> Runs)
{
    public double[] Values(string column) => [.. Runs.Select(run => run.Last(column)).Where(double.IsFinite)];
}

/// <summary>Several runs, grouped, and what sets the groups apart.</summary>
public sealed class Comparison
{
    // A seed is what a spread is measured over; the others change how a run is kept, not what it learns.
    private static readonly string[] Unimportant = ["seed", "keep", "checkpoint-every", "device", "threads", "max-time"];

    public Comparison(IEnumerable<string> folders)
    {
        Runs = [.. folders.Select(RunRecord.Read)];
        if (Runs.Count < 2)
            throw new RecipeException("compare takes the folders of two runs or more.");
        if (Runs.GroupBy(run => run.Folder).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new RecipeException($"compare was given the run {twice.Key} more than once: give each folder once.");
        var without = Runs.FirstOrDefault(run => run.Epochs == 0);
        if (without is not null)
            throw new RecipeException($"The run {without.Folder} has no finished epoch to compare: go on with it by --resume, or leave it out.");
        Differing = [.. Runs.SelectMany(run => run.Settings.Select(setting => setting.Name)).Distinct().Where(name => Runs.Select(run => run.Setting(name)).Distinct().Count() > 1)];
        string[] telling = [.. Differing.Except(Unimportant)], named = Enough(telling);
        Groups = [.. Runs.GroupBy(run => Values(run, telling)).Select(same => new RunGroup(Named(same.First(), named), [.. same]))];
        Metrics = [.. Runs[0].Metrics.Where(metric => Runs.All(run => run.Columns.ContainsKey("test_" + metric) || run.Columns.ContainsKey("train_" + metric)))];
        Result = Runs.All(run => run.Columns.ContainsKey(Runs[0].Result.Column)) ? Runs[0].Result : Runs.All(run => run.Columns.ContainsKey("test_loss")) ? ("test_loss", "loss") : ("train_loss", "loss");
    }

    public IReadOnlyList<RunRecord> Runs { get; }
    public IReadOnlyList<RunGroup> Groups { get; }

    /// <summary>Settings that are not the same in all runs, the seed among them.</summary>
    public IReadOnlyList<string> Differing { get; }

    /// <summary>What all runs measured.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>The column and metric by which runs are judged.</summary>
    public (string Column, string Metric) Result { get; }

    /// <summary>The groups from the best mean to the worst.</summary>
    public IEnumerable<RunGroup> Ranked => Groups.OrderBy(group => group.Values(Result.Column).DefaultIfEmpty(double.NaN).Average() is var mean && double.IsNaN(mean) ? double.MaxValue : Measure.HigherIsBetter(Result.Metric) ? -mean : mean);

    /// <summary>A sentence for the best group against each other one: the difference, and whether it is more than noise.</summary>
    public IEnumerable<string> Verdicts()
    {
        var ranked = Ranked.ToArray();
        if (ranked.Length == 1)
        {
            yield return $"All runs have the same settings{(Differing.Contains("seed") ? " but for the seed" : "")}: {MeanAndSpread(ranked[0])}.";
            yield break;
        }
        foreach (var other in ranked[1..])
        {
            double[] best = ranked[0].Values(Result.Column), values = other.Values(Result.Column);
            if (best.Length == 0 || values.Length == 0)
                yield return $"{other.Name} has no finite result: the run diverged.";
            else if (Welch.Of(best, values) is { } test)
                yield return $"{ranked[0].Name} has the better {Result.Column.Replace('_', ' ')} than {other.Name}: {MeanAndSpread(ranked[0])} against {MeanAndSpread(other)}. The difference is {test.Verdict} (Welch's t-test, {Chance(test.P)}).";
            else
                yield return $"{ranked[0].Name} has the better {Result.Column.Replace('_', ' ')} than {other.Name}: {Measure.Text(Result.Metric, best.Average())} against {Measure.Text(Result.Metric, values.Average())}. "
                    + "Whether that is more than noise cannot be told from one run each: train both again with other values of --seed.";
        }
    }

    public string MeanAndSpread(RunGroup group)
    {
        var values = group.Values(Result.Column);
        if (values.Length == 0)
            return "no finite result";
        var mean = Measure.Text(Result.Metric, values.Average());
        return values.Length < 2 ? $"{mean} (one run)" : $"{mean} ± {Measure.Text(Result.Metric, Welch.Deviation(values))} ({values.Length} seeds)";
    }

    private static string Chance(double p) => p < 0.001 ? "p below 0.001: chance alone does this less than once in 1,000 comparisons" : $"p = {p:0.###}: chance alone does this once in {Math.Max(1, 1 / p):N0} comparisons";

    private static string Values(RunRecord run, IEnumerable<string> names) => string.Join('\n', names.Select(run.Setting));

    // Two models that differ in ten more settings are told apart by their names alone.
    private string[] Enough(string[] telling)
    {
        var enough = new List<string>();
        int Apart(IEnumerable<string> names) => Runs.Select(run => Values(run, names)).Distinct().Count();
        foreach (var name in telling)
            if (Apart(enough.Append(name)) > Apart(enough))
                enough.Add(name);
        return [.. enough];
    }

    private static string Named(RunRecord run, string[] telling) => telling.Length == 0
        ? $"{run.Model} on {run.Dataset}"
        : string.Join(", ", telling.Select(name => name is "model" or "dataset" ? run.Setting(name) : run.Setting(name) is { Length: > 0 } value ? $"{name} {value}" : $"no {name}"));
}
