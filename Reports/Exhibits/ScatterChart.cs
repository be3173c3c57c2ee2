using ModelZoo.Reports.Charts;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Points over two axes of one scale, and the diagonal on which both values are equal.</summary>
internal static class ScatterChart
{
    private const double Side = 360, Left = 62, Bottom = 42, Small = 13;

    internal static string Page(ScatterExhibit scatter)
    {
        var canvas = new SvgCanvas(Side, Side, $"{scatter.Up} against {scatter.Across}");
        var points = scatter.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
        var values = points.SelectMany(point => new[] { point.X, point.Y }).DefaultIfEmpty().ToArray();
        Axis across = new(values.Min(), values.Max(), Left, Side - 8), up = new(values.Min(), values.Max(), Side - Bottom, 24);
        foreach (var mark in up.Marks)
        {
            canvas.Line([(Left, up.Place(mark)), (Side - 8, up.Place(mark))], "grid", 1);
            canvas.Text(Left - 7, up.Place(mark) + Small * 0.36, Measure.Short(mark), Small, Anchor.End, "muted");
            canvas.Text(across.Place(mark), Side - Bottom + 18, Measure.Short(mark), Small, Anchor.Middle, "muted");
        }
        canvas.Line([(across.Place(across.Marks[0]), up.Place(across.Marks[0])), (across.Place(across.Marks[^1]), up.Place(across.Marks[^1]))], "muted", 1.5, dashed: true);
        foreach (var (x, y) in points)
            canvas.Dot(across.Place(x), up.Place(y), 2.2, "c0", $"{scatter.Across} {Measure.Number(x)}, {scatter.Up} {Measure.Number(y)}");
        canvas.Text(0, 14, scatter.Up, Small);
        canvas.Text((Left + Side - 8) / 2, Side - 5, scatter.Across, Small, Anchor.Middle);
        return canvas.ForPage();
    }
}
