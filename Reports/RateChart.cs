
using ModelZoo.Reports.Charts;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Reports;

/// <summary>The loss over the learning rate of a range test.</summary>
public static class RateChart
{
    /// <summary>loss.svg and loss.png, over the rate's power of ten.</summary>
    public static void Write(string folder, RateFinding found)
    {
        // What has run away would press all else flat.
        (double, double)[] Places(IEnumerable<(double Rate, double Loss)> points) =>
            [.. points.Where(point => point.Loss <= 1.5 * found.Points[0].Loss).Select(point => (Math.Log10(point.Rate), point.Loss))];
        var curves = new List<Curve> { new("smoothed", "c0", Places(found.Points)) };
        if (found.Suggested is { } start)
            curves.Add(new Curve($"at {start:G3}, falling fastest:", "c1", Places(found.Points.Where(point => point.Rate == start))));
        RunCharts.Write(folder, [new LineChart("loss", "power of ten of the learning rate", curves)]);
    }
}
