namespace ModelZoo.Reports.Charts;

/// <summary>Points over two axes of one scale, and the diagonal on which both values are equal.</summary>
internal static class ScatterChart
{
    private const double Side = 360, Left = 62, Right = Side - 8, Bottom = Side - 42, Small = 13;

    internal static string ForPage(string xTitle, string yTitle, IEnumerable<(double X, double Y)> points)
    {
        var canvas = new SvgCanvas(Side, Side, $"{yTitle} against {xTitle}");
        var finite = points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
        var values = finite.SelectMany(point => new[] { point.X, point.Y }).DefaultIfEmpty().ToArray();
        var x = new Axis(values.Min(), values.Max(), Left, Right);
        var y = new Axis(values.Min(), values.Max(), Bottom, 24);
        foreach (var tick in y.Ticks)
        {
            double place = y.Position(tick);
            canvas.Line([(Left, place), (Right, place)], "grid", 1);
            canvas.Text(Left - 7, place + Small * 0.36, MetricFormat.Short(tick), Small, Anchor.End, "muted");
            canvas.Text(x.Position(tick), Bottom + 18, MetricFormat.Short(tick), Small, Anchor.Middle, "muted");
        }
        double[] ends = [y.Ticks[0], y.Ticks[^1]];
        canvas.Line([.. ends.Select(end => (x.Position(end), y.Position(end)))], "muted", 1.5, dashed: true);
        foreach (var point in finite)
        {
            var tooltip = $"{xTitle} {MetricFormat.Number(point.X)}, {yTitle} {MetricFormat.Number(point.Y)}";
            canvas.Dot(x.Position(point.X), y.Position(point.Y), 2.2, "c0", tooltip);
        }
        canvas.Text(0, 14, yTitle, Small);
        canvas.Text((Left + Right) / 2, Side - 5, xTitle, Small, Anchor.Middle);
        return canvas.ForPage();
    }
}
