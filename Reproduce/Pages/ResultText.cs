using ModelZoo.Reports.Charts;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>How names and numbers read in the tables.</summary>
public static class ResultText
{
    public static string Metric(Target target) =>
        MetricFormat.Words(target.Metric) + (target.Epoch > 0 ? $", epoch {target.Epoch}" : "");

    /// <summary>The experiment's title, and the precision of runs that were not in fp32.</summary>
    public static string Title(Experiment experiment, IReadOnlyCollection<Measurement> runs)
    {
        var precisions = from run in runs
                         where run.Precision is not null
                         group run by run.Precision into same
                         let count = same.Count()
                         select same.Key + (count < runs.Count ? $" in {count} of {runs.Count} runs" : "");
        return string.Join(", ", precisions.Prepend(experiment.Title));
    }

    /// <summary>Three or four significant digits.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "diverged" : value.ToString(Math.Abs(value) is > 0 and < 1e-3 ? "0.00e0" : "G4");

    internal static string Published(Target target)
    {
        var (low, median, high) = (Number(target.Low), Number(target.Median), Number(target.High));
        var runs = target.Runs > 0 ? $"{target.Runs} runs" : "";
        return target.Spread switch
        {
            "" => $"{low} / {median} / {high}" + (runs.Length > 0 ? $" ({runs})" : ""),
            Target.Exact => $"{median} ({Target.Exact})",
            Target.Bounds => $"{low} to {high} ({Target.Bounds})",
            var other => $"{median}, {low} to {high} ({other}{(runs.Length > 0 ? ", " + runs : "")})",
        };
    }

    internal static string Ours(ComparedRow row) => row.Ours.Count == 1
        ? Number(row.Median)
        : $"{Number(row.Median)} ({Number(row.Least)} to {Number(row.Most)})";

    internal static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
