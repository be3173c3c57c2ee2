namespace ModelZoo.Reports.Charts;

/// <summary>How a metric's values read, told by its name.</summary>
internal static class Measure
{
    internal static string Title(string metric) => metric switch
    {
        "lr" => "Learning rate",
        "kl" => "KL divergence",
        _ => char.ToUpperInvariant(metric[0]) + metric[1..].Replace('_', ' '),
    };

    internal static bool IsShare(string metric) => metric.EndsWith("accuracy", StringComparison.Ordinal);

    internal static bool HigherIsBetter(string metric) => IsShare(metric) || metric is "bleu" or "r2" or "f1" or "auc";

    internal static string Text(string metric, double value) =>
        double.IsNaN(value) ? "not a number" : IsShare(metric) ? $"{100 * value:0.00} %" : Number(value);

    /// <summary>A mark of an axis: as short as it can be.</summary>
    internal static string Mark(string metric, double value) => IsShare(metric) ? $"{100 * value:0.##} %" : Short(value);

    /// <summary>Four digits that count.</summary>
    internal static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 or < 1e-3 => value.ToString("0.###e0"),
        >= 1000 => value.ToString("N0"),
        >= 100 => value.ToString("0.0"),
        >= 10 => value.ToString("0.00"),
        _ => value.ToString("0.0000"),
    };

    internal static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 or < 9.99e-4 => value.ToString("0.##e0"),
        >= 1000 => value.ToString("N0"),
        _ => value.ToString("0.####"),
    };

    internal static string Duration(double seconds) => seconds switch
    {
        < 60 => $"{seconds:0.0} s",
        < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60:00} s",
        _ => $"{(int)seconds / 3600} h {(int)seconds / 60 % 60:00} min",
    };
}
