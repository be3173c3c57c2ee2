namespace ModelZoo.Reports.Charts;

/// <summary>Curves over a common axis: title, legend with last values, round marks, lines.</summary>
internal sealed record LineChart(string Metric, string Across, IReadOnlyList<Curve> Curves)
{
    internal const double Width = 420, Height = 280;

    private const double Small = 12.5, Large = 15, Letter = 0.56, Row = 20;
    // More dots than this would cover the line.
    private const int MostDots = 60;
    private const int LongestName = 36;

    internal string Title => Measure.Title(Metric);

    internal bool IsEmpty => Curves.All(curve => curve.Finite.Length == 0);

    internal string Page() => Drawn(new SvgCanvas(Width, Height, Told)).ForPage();

    internal string File() => Drawn(new SvgCanvas(Width, Height, Told)).ForFile();

    internal byte[] Png()
    {
        using var canvas = new PixelCanvas(Width, Height, scale: 3);
        return Drawn(canvas).ToPicture().Png();
    }

    private string Told => $"{Title} over {Across}: " + string.Join("; ", Curves.Where(curve => !curve.Thin && curve.Finite.Length > 0).Select(curve => $"{curve.Name} {(Stops(curve) ? "is" : "ends at")} {Measure.Text(Metric, curve.Told.Y)}{Where(curve)}"));

    private static bool Stops(Curve curve) => curve.Told.X < curve.Finite[^1].X;

    private string Where(Curve curve) => Stops(curve) ? $" at {Across} {Measure.Short(curve.Told.X)}" : "";

    private T Drawn<T>(T canvas) where T : ICanvas
    {
        canvas.Text(0, 16, Title, Large);
        double top = Legend(canvas) + 18, bottom = Height - 40;
        var points = Curves.SelectMany(curve => curve.Finite).ToArray();
        var values = points.Select(point => point.Y).Concat(Curves.SelectMany(curve => curve.Band).SelectMany(band => new[] { band.Low, band.High })).ToArray();
        var up = new Axis(values.Min(), values.Max(), bottom, top, mayBeLogarithmic: !Measure.IsShare(Metric));
        double left = up.Marks.Max(mark => Measure.Mark(Metric, mark).Length) * Small * Letter + 8, right = Width - 10;
        var across = new Axis(points.Min(point => point.X), points.Max(point => point.X), left + 6, right - 4, whole: true);
        Frame(canvas, up, across, left, right, bottom);
        foreach (var curve in Curves)
        {
            if (curve.Band.Count > 0)
                canvas.Area([.. curve.Band.Select(band => (across.Place(band.X), up.Place(band.High))), .. curve.Band.Reverse().Select(band => (across.Place(band.X), up.Place(band.Low)))], curve.Ink);
            // One point, as a test at the best epoch alone, is a dot and no line.
            if (curve.Finite.Length > 1)
                canvas.Line([.. curve.Finite.Select(point => (across.Place(point.X), up.Place(point.Y)))], curve.Ink, curve.Thin ? 0.7 : 2, curve.Dashed);
        }
        foreach (var curve in Curves.Where(curve => !curve.Thin || curve.Finite.Length == 1))
        {
            int every = Math.Max(1, (curve.Finite.Length + MostDots - 1) / MostDots);
            foreach (var (x, y) in curve.Finite.Where((_, i) => (curve.Finite.Length - 1 - i) % every == 0))
                canvas.Dot(across.Place(x), up.Place(y), every > 1 || curve.Thin || curve.Finite.Length > 30 ? 1.5 : 3, curve.Ink, $"{Across} {x:0.##}: {curve.Name} {Measure.Text(Metric, y)}");
        }
        return canvas;
    }

    private void Frame(ICanvas canvas, Axis up, Axis across, double left, double right, double bottom)
    {
        foreach (var mark in up.Marks)
        {
            double y = up.Place(mark);
            canvas.Line([(left, y), (right, y)], "grid", 1);
            canvas.Text(left - 6, y + Small * 0.36, Measure.Mark(Metric, mark), Small, Anchor.End, "muted");
        }
        canvas.Line([(left, bottom), (right, bottom)], "muted", 1);
        foreach (var mark in across.Marks)
        {
            double x = across.Place(mark);
            canvas.Line([(x, bottom), (x, bottom + 4)], "muted", 1);
            canvas.Text(x, bottom + 18, Measure.Short(mark), Small, Anchor.Middle, "muted");
        }
        canvas.Text((left + right) / 2, Height - 5, Across, Small, Anchor.Middle, "muted");
    }

    // Returns where it ends.
    private double Legend(ICanvas canvas)
    {
        double x = 0, y = 38;
        foreach (var curve in Curves.Where(curve => !curve.Thin && curve.Finite.Length > 0))
        {
            var text = $"{(curve.Name.Length > LongestName ? curve.Name[..(LongestName - 1)] + "…" : curve.Name)} {Measure.Text(Metric, curve.Told.Y)}{Where(curve)}";
            double needs = 30 + text.Length * Small * Letter;
            if (x > 0 && x + needs > Width)
                (x, y) = (0, y + Row);
            canvas.Line([(x, y - 4), (x + 24, y - 4)], curve.Ink, 2.5, curve.Dashed);
            canvas.Text(x + 30, y, text, Small);
            x += needs + 14;
        }
        return y;
    }
}
