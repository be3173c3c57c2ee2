using System.Globalization;

namespace ModelZoo.Reports.Charts;

/// <summary>How values read. What a metric measures follows from its name.</summary>
internal static class MetricFormat
{
    internal static string Title(string metric) => metric switch
    {
        "lr" => "Learning rate",
        "kl" => "KL divergence",
        _ => char.ToUpperInvariant(metric[0]) + Words(metric[1..]),
    };

    /// <summary>A column's name in words.</summary>
    internal static string Words(string column) => column.Replace('_', ' ');

    /// <summary>The metric of a column: accuracy of test_accuracy.</summary>
    internal static string MetricOf(string column) => column[(column.IndexOf('_') + 1)..];

    internal static bool IsShare(string metric) => metric.EndsWith("accuracy", StringComparison.Ordinal);

    internal static bool HigherIsBetter(string metric) => IsShare(metric) || metric is "bleu" or "r2" or "f1" or "auc";

    internal static string Value(string metric, double value) => double.IsNaN(value) ? "not a number"
        : IsShare(metric) ? Format(100 * value, "0.00") + " %"
        : Number(value);

    internal static string Tick(string metric, double value) =>
        IsShare(metric) ? Format(100 * value, "0.##") + " %" : Short(value);

    /// <summary>Four or five significant digits.</summary>
    internal static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 or < 1e-3 => Format(value, "0.###e0"),
        >= 1000 => Format(value, "N0"),
        >= 100 => Format(value, "0.0"),
        >= 10 => Format(value, "0.00"),
        _ => Format(value, "0.0000"),
    };

    /// <summary>Without zeros at the end.</summary>
    internal static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 or < 9.99e-4 => Format(value, "0.##e0"),
        >= 1000 => Format(value, "N0"),
        _ => Format(value, "0.####"),
    };

    internal static string Duration(double seconds) => seconds switch
    {
        < 60 => Format(seconds, "0.0") + " s",
        < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60:00} s",
        _ => $"{(int)seconds / 3600} h {(int)seconds / 60 % 60:00} min",
    };

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
