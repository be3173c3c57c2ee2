using ModelZoo.Reports.Charts;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Reports;

/// <summary>The loss over the learning rate, as find-lr measured it.</summary>
public static class RateChart
{
    // A loss that grows without bound would flatten the rest of the curve.
    private const double MostGrowth = 1.5;

    /// <summary>Writes loss.svg and loss.png.</summary>
    public static void Write(string folder, RateFinding found)
    {
        var shown = found.Points.Where(point => point.Loss <= MostGrowth * found.Points[0].Loss);
        var points = shown.Select(point => (point.Rate, Place: (Math.Log10(point.Rate), point.Loss))).ToArray();
        var curves = new List<Curve> { new("smoothed", "c0", [.. points.Select(point => point.Place)]) };
        var suggested = points.Where(point => point.Rate == found.Suggested).Select(point => point.Place);
        if (found.Suggested is { } rate)
            curves.Add(new Curve($"steepest at {rate:G3}:", "c1", [.. suggested]));
        RunCharts.Write(folder, [new LineChart("loss", "log10 of the learning rate", curves)]);
    }
}
