
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>How numbers of the tables read.</summary>
public static class ResultText
{
    public static string Metric(Target target) => target.Metric.Replace('_', ' ') + (target.Epoch > 0 ? $", epoch {target.Epoch}" : "");

    /// <summary>The experiment's name, and how it was run where that is not what the book does.</summary>
    public static string Title(Experiment experiment, IReadOnlyCollection<Measurement> runs) =>
        string.Join(", ", runs.GroupBy(run => run.Precision).Where(alike => alike.Key is not null)
            .Select(alike => alike.Key + (alike.Count() < runs.Count ? $" in {alike.Count()} of {runs.Count} runs" : "")).Prepend(experiment.Title));

    /// <summary>Four digits that count.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "diverged" : value.ToString(Math.Abs(value) is > 0 and < 1e-3 ? "0.00e0" : "G4");
}
