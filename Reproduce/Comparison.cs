using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce;

/// <summary>One published number beside ours.</summary>
/// <param name="Ours">A value for each seed.</param>
public sealed record ComparedRow(Experiment Experiment, Target Target, IReadOnlyList<double> Ours)
{
    public double Median => MedianOf(Ours);
    public double Mean => Ours.Average();
    public double Least => Ours.Min();
    public double Most => Ours.Max();

    /// <summary>Whether our median lies within the published runs. A diverged run is never inside.</summary>
    public bool Inside => Target.Holds(Median);

    /// <summary>NaN counts as larger than any number.</summary>
    internal static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.OrderBy(value => double.IsNaN(value) ? double.PositiveInfinity : value)];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Compares our runs of an experiment with the published ones.</summary>
public static class Comparing
{
    // How far a run that is compared before its end may be from the published median curve.
    private const double Tolerance = 0.15;

    /// <summary>If some seeds trained longer, there are rows for both epochs: over all seeds, and over those.</summary>
    public static IReadOnlyList<ComparedRow> Rows(Experiment experiment, IReadOnlyCollection<Measurement> runs)
    {
        var rows = from reached in runs.Select(run => Math.Min(run.Epochs, experiment.Epochs)).Distinct().Order()
                   let there = runs.Where(run => run.Epochs >= reached).OrderBy(run => run.Seed)
                   from target in Targets(experiment, reached)
                   let ours = there.Select(run => run.Value(target.Metric, target.Epoch)).OfType<double>().ToArray()
                   where ours.Length > 0
                   select new ComparedRow(experiment, target, ours);
        return [.. rows.DistinctBy(row => (row.Target.Metric, row.Target.Epoch))];
    }

    /// <summary>A sentence: how many of our medians lie inside. The notes' figures are counted apart.</summary>
    public static string Count(IReadOnlyCollection<ComparedRow> rows)
    {
        string Count(bool derived, string what)
        {
            var counted = rows.Where(row => row.Experiment.IsDerived == derived).ToArray();
            return counted.Length == 0 ? "" : $"{counted.Count(row => row.Inside)} of {counted.Length} {what}";
        }
        string[] counts =
        [
            Count(derived: false, "medians lie inside the published runs"),
            Count(derived: true, "numbers of the notes' figures lie within their bounds"),
        ];
        return string.Join("; ", counts.Where(count => count.Length > 0));
    }

    // Before its end a run is compared with the published median curve.
    private static IEnumerable<Target> Targets(Experiment experiment, int reached) => reached >= experiment.Epochs
        ? experiment.Targets
        : from curve in experiment.Curves
          let epoch = curve.Epochs.LastOrDefault(epoch => epoch <= reached && curve.At(epoch) is not null)
          where epoch > 0
          let median = curve.At(epoch)!.Value
          select new Target(curve.Metric, median * (1 - Tolerance), median, median * (1 + Tolerance))
          {
              Epoch = epoch,
              Spread = $"median ± {Tolerance:P0}",
          };
}
