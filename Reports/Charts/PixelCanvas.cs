
using System.Buffers;
using ModelZoo.Reports.Drawing;

namespace ModelZoo.Reports.Charts;

/// <summary>A drawing in pixels on white paper: each shape's coverage first, then its colour once, so that joints are no darker than lines.</summary>
internal sealed class PixelCanvas(double width, double height, int scale) : ICanvas, IDisposable
{
    private readonly int _width = Side(width, scale), _height = Side(height, scale), _margin = SvgCanvas.Margin * scale;
    private readonly float[] _coverage = ArrayPool<float>.Shared.Rent(Side(width, scale) * Side(height, scale));
    private readonly byte[] _pixels = [.. Enumerable.Repeat(byte.MaxValue, Side(width, scale) * Side(height, scale) * 3)];
    private int _top = int.MaxValue, _bottom = -1;

    internal Picture ToPicture() => new(_width, _height, 3, _pixels);

    public void Line(IReadOnlyList<(double X, double Y)> points, string ink, double width, bool dashed = false)
    {
        if (points.Count > 0 && ink == "grid")
            points = [.. points.Select(point => (point.X, Math.Round(point.Y * scale) / scale))];   // a hairline between two rows would blur
        foreach (var piece in dashed ? Dashes(points) : [points])
            Stroke(piece, width / 2);
        Paint(ink, 1);
    }

    public void Area(IReadOnlyList<(double X, double Y)> outline, string ink)
    {
        const int Parts = 4;
        Begin();
        (double X, double Y)[] corners = [.. outline.Select(Pixel)];
        for (int row = 0; row < _height * Parts; row++)
        {
            double y = (row + 0.5) / Parts;
            var crossings = corners.Select((a, i) => (A: a, B: corners[(i + 1) % corners.Length]))
                .Where(edge => (edge.A.Y <= y) != (edge.B.Y <= y))
                .Select(edge => edge.A.X + (y - edge.A.Y) / (edge.B.Y - edge.A.Y) * (edge.B.X - edge.A.X)).Order().ToArray();
            for (int i = 0; i + 1 < crossings.Length; i += 2)
                for (int x = Math.Max(0, (int)crossings[i]); x < Math.Min(_width, crossings[i + 1]); x++)
                    Cover(x, row / Parts, (float)(Math.Min(x + 1, crossings[i + 1]) - Math.Max(x, crossings[i])) / Parts, adds: true);
        }
        Paint(ink, 0.18f);
    }

    public void Dot(double x, double y, double radius, string ink, string told)
    {
        Stroke([(x, y)], radius);
        Paint(ink, 1);
    }

    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string ink = "text")
    {
        double unit = size * 0.72 / 6, width = StrokeFont.Width(text) * unit;
        double left = x - (anchor == Anchor.End ? width : anchor == Anchor.Middle ? width / 2 : 0);
        foreach (var stroke in StrokeFont.Strokes(text))
            Stroke([.. stroke.Select(point => (left + point.X * unit, y + (point.Y - 6) * unit))], size * 0.047);
        Paint(ink, 1);
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_coverage);

    private static IEnumerable<IReadOnlyList<(double X, double Y)>> Dashes(IReadOnlyList<(double X, double Y)> points)
    {
        const double On = 6, Period = 10;
        double along = 0;
        for (int i = 1; i < points.Count; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            double length = Math.Sqrt((b.X - a.X) * (b.X - a.X) + (b.Y - a.Y) * (b.Y - a.Y));
            (double, double) At(double place) => (a.X + (b.X - a.X) * (place - along) / length, a.Y + (b.Y - a.Y) * (place - along) / length);
            for (double start = Math.Floor(along / Period) * Period; start < along + length; start += Period)
                if (start + On > along)
                    yield return [At(Math.Max(start, along)), At(Math.Min(start + On, along + length))];
            along += length;
        }
    }

    // The coverage of a pixel is told by its distance from the nearest point of the line.
    private void Stroke(IReadOnlyList<(double X, double Y)> points, double radius)
    {
        Begin();
        double reach = radius * scale + 0.5;
        for (int i = 0; i < Math.Max(1, points.Count - 1); i++)
        {
            var (ax, ay) = Pixel(points[i]);
            var (bx, by) = points.Count == 1 ? (ax, ay) : Pixel(points[i + 1]);
            double dx = bx - ax, dy = by - ay, squared = dx * dx + dy * dy;
            for (int y = Math.Max(0, (int)(Math.Min(ay, by) - reach)); y <= Math.Min(_height - 1, Math.Max(ay, by) + reach); y++)
                for (int x = Math.Max(0, (int)(Math.Min(ax, bx) - reach)); x <= Math.Min(_width - 1, Math.Max(ax, bx) + reach); x++)
                {
                    double px = x + 0.5 - ax, py = y + 0.5 - ay, share = squared == 0 ? 0 : Math.Clamp((px * dx + py * dy) / squared, 0, 1);
                    double away = Math.Sqrt((px - share * dx) * (px - share * dx) + (py - share * dy) * (py - share * dy));
                    if (away < reach)
                        Cover(x, y, (float)Math.Min(1, reach - away), adds: false);
                }
        }
    }

    private (double X, double Y) Pixel((double X, double Y) point) => (point.X * scale + _margin, point.Y * scale + _margin);

    private static int Side(double length, int scale) => (int)Math.Ceiling((length + 2 * SvgCanvas.Margin) * scale);

    private void Begin()
    {
        if (_bottom < 0)
            Array.Clear(_coverage);
    }

    private void Cover(int x, int y, float share, bool adds)
    {
        ref float known = ref _coverage[y * _width + x];
        known = adds ? Math.Min(1, known + share) : Math.Max(known, share);
        (_top, _bottom) = (Math.Min(_top, y), Math.Max(_bottom, y));
    }

    private void Paint(string ink, float opacity)
    {
        var (red, green, blue) = Palette.Light(ink);
        for (int i = _top * _width; _bottom >= 0 && i < (_bottom + 1) * _width; i++)
            if (_coverage[i] > 0)
            {
                Mix(ref _pixels[3 * i], red, _coverage[i] * opacity);
                Mix(ref _pixels[3 * i + 1], green, _coverage[i] * opacity);
                Mix(ref _pixels[3 * i + 2], blue, _coverage[i] * opacity);
                _coverage[i] = 0;
            }
        (_top, _bottom) = (int.MaxValue, -1);
    }

    private static void Mix(ref byte pixel, byte colour, float share) => pixel = (byte)Math.Round(pixel + (colour - pixel) * share);
}
