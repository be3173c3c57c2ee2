namespace ModelZoo.Reports.Charts;

/// <summary>Curves over a common axis, with a title and a legend that shows their last values.</summary>
internal sealed record LineChart(string Metric, string XTitle, IReadOnlyList<Curve> Curves)
{
    internal const double Width = 420, Height = 280;

    private const double Small = 12.5, Large = 15, LegendRow = 20, LegendLine = 24;

    // The mean width of a letter over its size.
    private const double LetterWidth = 0.56;

    // More dots than this would cover the line.
    private const int MostDots = 60, MostLargeDots = 30;
    private const int LongestName = 36;

    internal string Title => MetricFormat.Title(Metric);

    internal bool IsEmpty => Curves.All(curve => curve.IsEmpty);

    private string Description =>
        $"{Title} over {XTitle}: {string.Join("; ", Curves.Where(curve => curve.InLegend).Select(Describe))}";

    internal string ForPage() => DrawSvg().ForPage();

    internal string ForFile() => ForFile([this]);

    /// <summary>Several charts in one file.</summary>
    internal static string ForFile(IEnumerable<LineChart> charts) =>
        SvgCanvas.ForFile([.. charts.Select(chart => chart.DrawSvg())]);

    internal byte[] Png()
    {
        using var canvas = new PixelCanvas(Width, Height, scale: 3);
        Draw(canvas);
        return canvas.Png();
    }

    private SvgCanvas DrawSvg()
    {
        var canvas = new SvgCanvas(Width, Height, Description);
        Draw(canvas);
        return canvas;
    }

    private string Describe(Curve curve) => EndsBefore(curve)
        ? $"{curve.Name} is {LegendValue(curve)}"
        : $"{curve.Name} ends at {LegendValue(curve)}";

    private string LegendValue(Curve curve) => MetricFormat.Value(Metric, curve.LegendPoint.Y)
        + (EndsBefore(curve) ? $" at {XTitle} {MetricFormat.Short(curve.LegendPoint.X)}" : "");

    private static bool EndsBefore(Curve curve) => curve.LegendPoint.X < curve.Finite[^1].X;

    private void Draw(ICanvas canvas)
    {
        canvas.Text(0, 16, Title, Large);
        double top = DrawLegend(canvas) + 18, bottom = Height - 40, right = Width - 10;
        var points = Curves.SelectMany(curve => curve.Finite).ToArray();
        var bands = Curves.SelectMany(curve => curve.Band).SelectMany(band => new[] { band.Low, band.High });
        double[] values = [.. points.Select(point => point.Y), .. bands];
        bool mayBeLogarithmic = !MetricFormat.IsShare(Metric);
        var y = new Axis(values.Min(), values.Max(), bottom, top, mayBeLogarithmic: mayBeLogarithmic);
        double left = y.Ticks.Max(tick => MetricFormat.Tick(Metric, tick).Length) * Small * LetterWidth + 8;
        var x = new Axis(points.Min(point => point.X), points.Max(point => point.X), left + 6, right - 4, whole: true);
        DrawAxes(canvas, x, y, left, right, bottom);
        foreach (var curve in Curves)
            DrawLine(canvas, curve, x, y);
        foreach (var curve in Curves.Where(curve => !curve.Thin || curve.Finite.Length == 1))
            DrawDots(canvas, curve, x, y);
    }

    /// <returns>The baseline of its last row.</returns>
    private double DrawLegend(ICanvas canvas)
    {
        double x = 0, y = 38;
        foreach (var curve in Curves.Where(curve => curve.InLegend))
        {
            var name = curve.Name.Length > LongestName ? curve.Name[..(LongestName - 1)] + "…" : curve.Name;
            var text = $"{name} {LegendValue(curve)}";
            double width = LegendLine + 6 + text.Length * Small * LetterWidth;
            if (x > 0 && x + width > Width)
                (x, y) = (0, y + LegendRow);
            canvas.Line([(x, y - 4), (x + LegendLine, y - 4)], curve.Color, 2.5, curve.Dashed);
            canvas.Text(x + LegendLine + 6, y, text, Small);
            x += width + 14;
        }
        return y;
    }

    private void DrawAxes(ICanvas canvas, Axis x, Axis y, double left, double right, double bottom)
    {
        foreach (var tick in y.Ticks)
        {
            double place = y.Position(tick);
            canvas.Line([(left, place), (right, place)], "grid", 1);
            canvas.Text(left - 6, place + Small * 0.36, MetricFormat.Tick(Metric, tick), Small, Anchor.End, "muted");
        }
        canvas.Line([(left, bottom), (right, bottom)], "muted", 1);
        foreach (var tick in x.Ticks)
        {
            double place = x.Position(tick);
            canvas.Line([(place, bottom), (place, bottom + 4)], "muted", 1);
            canvas.Text(place, bottom + 18, MetricFormat.Short(tick), Small, Anchor.Middle, "muted");
        }
        canvas.Text((left + right) / 2, Height - 5, XTitle, Small, Anchor.Middle, "muted");
    }

    private static void DrawLine(ICanvas canvas, Curve curve, Axis x, Axis y)
    {
        var upper = curve.Band.Select(band => (x.Position(band.X), y.Position(band.High)));
        var lower = curve.Band.Reverse().Select(band => (x.Position(band.X), y.Position(band.Low)));
        if (curve.Band.Count > 0)
            canvas.Area([.. upper, .. lower], curve.Color);
        if (curve.Finite.Length > 1)
            canvas.Line(
                [.. curve.Finite.Select(point => (x.Position(point.X), y.Position(point.Y)))],
                curve.Color,
                curve.Thin ? 0.7 : 2,
                curve.Dashed);
    }

    private void DrawDots(ICanvas canvas, Curve curve, Axis x, Axis y)
    {
        int count = curve.Finite.Length, every = Math.Max(1, (count + MostDots - 1) / MostDots);
        double radius = curve.Thin || count > MostLargeDots ? 1.5 : 3;
        // Counted from the end, so that the last point has a dot.
        foreach (var point in curve.Finite.Where((_, i) => (count - 1 - i) % every == 0))
        {
            var tooltip = $"{XTitle} {point.X:0.##}: {curve.Name} {MetricFormat.Value(Metric, point.Y)}";
            canvas.Dot(x.Position(point.X), y.Position(point.Y), radius, curve.Color, tooltip);
        }
    }
}
