using System.Globalization;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>The numbers that the books print: published.csv and curves.csv.</summary>
internal static class Published
{
    // Half the band around a weight of the polynomial, of which only the median is published. It holds nearly all runs.
    private const double Band = 0.15;

    private static readonly ILookup<string, Target> Targets =
        Read("published.csv").Skip(1).ToLookup(cells => cells[0], ParseTarget);

    private static readonly ILookup<string, PublishedCurve> Curves = ParseCurves(Read("curves.csv"));

    /// <summary>The experiment with the numbers that are published of it.</summary>
    internal static Experiment Complete(Experiment experiment) => experiment with
    {
        Targets = [.. experiment.Targets, .. Targets[experiment.Name]],
        Curves = [.. Curves[experiment.Name]],
    };

    private static Target ParseTarget(string[] cells)
    {
        var (metric, epoch, runs) = (cells[1], Number(cells[2]), Number(cells[8]));
        var (minimum, median, maximum) = (Number(cells[3]), Number(cells[4]), Number(cells[5]));
        var (mean, deviation, release) = (Number(cells[6]), Number(cells[7]), Number(cells[9]));
        var target = double.IsFinite(mean)
            ? new Target(metric, mean - 2 * deviation, mean, mean + 2 * deviation) { Spread = "mean ± 2 sd" }
            : double.IsFinite(minimum) ? new Target(metric, minimum, median, maximum)
            : new Target(metric, median - Band, median, median + Band) { Spread = $"median ± {Band}" };
        return target with
        {
            Epoch = double.IsFinite(epoch) ? (int)epoch : 0,
            Runs = (int)runs,
            Release = double.IsFinite(release) ? release : null,
        };
    }

    // Each head line names the epochs of the lines below it.
    private static ILookup<string, PublishedCurve> ParseCurves(IEnumerable<string[]> rows)
    {
        int[] epochs = [];
        var curves = new List<(string Experiment, PublishedCurve Curve)>();
        foreach (var cells in rows)
            if (cells[0] == "experiments")
                epochs = [.. cells[2..].Select(int.Parse)];
            else
                curves.AddRange(cells[0].Split(' ').Select(name =>
                    (name, new PublishedCurve(cells[1], epochs, [.. cells[2..].Select(Number)]))));
        return curves.ToLookup(curve => curve.Experiment, curve => curve.Curve);
    }

    private static double Number(string cell) =>
        cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Read(string name)
    {
        using var reader = new StreamReader(typeof(Published).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
            yield return line.Split(',');
    }
}
