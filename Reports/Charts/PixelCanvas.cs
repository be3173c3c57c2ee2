using SkiaSharp;

namespace ModelZoo.Reports.Charts;

/// <summary>A drawing in pixels on white paper.</summary>
internal sealed class PixelCanvas : ICanvas, IDisposable
{
    private const byte AreaAlpha = 46;

    private readonly SKSurface _surface;

    internal PixelCanvas(double width, double height, int scale)
    {
        int Pixels(double length) => (int)Math.Ceiling((length + 2 * SvgCanvas.Margin) * scale);
        var info = new SKImageInfo(Pixels(width), Pixels(height), SKColorType.Rgb888x, SKAlphaType.Opaque);
        _surface = SKSurface.Create(info);
        _surface.Canvas.Clear(SKColors.White);
        _surface.Canvas.Scale(scale);
        _surface.Canvas.Translate(SvgCanvas.Margin, SvgCanvas.Margin);
    }

    internal byte[] Png()
    {
        using var image = _surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    public void Line(IReadOnlyList<(double X, double Y)> points, string color, double width, bool dashed = false)
    {
        using var path = Path(points);
        using var dashes = dashed ? SKPathEffect.CreateDash([6, 4], 0) : null;
        using var paint = Pen(color, width);
        paint.PathEffect = dashes;
        paint.StrokeCap = dashed ? SKStrokeCap.Butt : SKStrokeCap.Round;
        _surface.Canvas.DrawPath(path, paint);
    }

    public void Area(IReadOnlyList<(double X, double Y)> outline, string color)
    {
        using var path = Path(outline);
        using var paint = new SKPaint { Color = Palette.OnWhite(color).WithAlpha(AreaAlpha), IsAntialias = true };
        _surface.Canvas.DrawPath(path, paint);
    }

    public void Dot(double x, double y, double radius, string color, string tooltip)
    {
        using var paint = new SKPaint { Color = Palette.OnWhite(color), IsAntialias = true };
        _surface.Canvas.DrawCircle((float)x, (float)y, (float)radius, paint);
    }

    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string color = "text")
    {
        double unit = size * StrokeFont.Unit, width = StrokeFont.Width(text) * unit;
        double left = anchor switch { Anchor.End => x - width, Anchor.Middle => x - width / 2, _ => x };
        using var paint = Pen(color, size * StrokeFont.PenWidth);
        foreach (var stroke in StrokeFont.Strokes(text))
        {
            using var path = Path([.. stroke.Select(point => (left + point.X * unit, y + point.Y * unit))]);
            _surface.Canvas.DrawPath(path, paint);
        }
    }

    public void Dispose() => _surface.Dispose();

    private static SKPaint Pen(string color, double width) => new()
    {
        Color = Palette.OnWhite(color),
        StrokeWidth = (float)width,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
        IsAntialias = true,
    };

    private static SKPath Path(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new SKPath();
        path.AddPoly([.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))], close: false);
        return path;
    }
}
