using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce;

/// <summary>One published number beside ours.</summary>
/// <param name="Ours">A value a seed, in their order.</param>
public sealed record ComparedRow(Experiment Experiment, Target Target, IReadOnlyList<double> Ours)
{
    public double Median => Middle(Ours);
    public double Mean => Ours.Average();
    public double Least => Ours.Min();
    public double Most => Ours.Max();

    /// <summary>Whether our median lies within the published runs. A run that diverged is no number, and never inside.</summary>
    public bool Inside => Target.Holds(Median);

    /// <summary>What is not a number counts as larger than any.</summary>
    public static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.OrderBy(value => double.IsNaN(value) ? double.PositiveInfinity : value)];
        int half = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}

/// <summary>Our runs of an experiment against the published ones.</summary>
public static class Comparing
{
    /// <summary>How far from the published median curve a run may be that is compared before its end.</summary>
    public const double Tolerance = 0.15;

    /// <summary>Where some seeds went on after others stopped, a row at either place: of all there, and of those that went on.</summary>
    public static IReadOnlyList<ComparedRow> Rows(Experiment experiment, IReadOnlyCollection<Measurement> runs) =>
        [.. runs.Select(run => Math.Min(run.Epochs, experiment.Epochs)).Distinct().Order()
            .SelectMany(reached => Rows(experiment, reached, runs.Where(run => run.Epochs >= reached).OrderBy(run => run.Seed)))
            .DistinctBy(row => (row.Target.Metric, row.Target.Epoch))];

    private static IEnumerable<ComparedRow> Rows(Experiment experiment, int reached, IEnumerable<Measurement> runs) =>
        Targets(experiment, reached).Select(target => new ComparedRow(experiment, target, [.. runs.Select(run => run.Value(target.Metric, target.Epoch)).OfType<double>()]))
            .Where(row => row.Ours.Count > 0);

    /// <summary>How many lie inside, in a sentence: of what is published, and of what mathematics asks of the figures of the notes.</summary>
    public static string Count(IReadOnlyCollection<ComparedRow> rows)
    {
        var (notes, published) = (rows.Where(row => row.Experiment.Section == Section.Notes).ToArray(), rows.Where(row => row.Experiment.Section != Section.Notes).ToArray());
        return string.Join("; ", new[]
        {
            published.Length > 0 ? $"{published.Count(row => row.Inside)} of {published.Length} medians lie inside the published runs" : "",
            notes.Length > 0 ? $"{notes.Count(row => row.Inside)} of {notes.Length} numbers of the notes' figures are what they must be" : "",
        }.Where(part => part.Length > 0));
    }

    /// <summary>The book's own after all its epochs; before that, its median curve and what is near it.</summary>
    public static IEnumerable<Target> Targets(Experiment experiment, int reached)
    {
        if (reached >= experiment.Epochs)
            return experiment.Targets;
        return from curve in experiment.Curves
               let epoch = curve.Epochs.Where(epoch => epoch <= reached && curve.At(epoch) is not null).DefaultIfEmpty(0).Max()
               where epoch > 0
               let median = curve.At(epoch)!.Value
               select new Target(curve.Metric, median * (1 - Tolerance), median, median * (1 + Tolerance)) { Epoch = epoch, Spread = $"median ± {Tolerance:P0}" };
    }
}
