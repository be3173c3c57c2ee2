namespace ModelZoo.Reports.Charts;

internal enum Anchor { Start, Middle, End }

/// <summary>What a chart is drawn on. Colors are names of the palette: text, muted, grid, c0 to c7.</summary>
internal interface ICanvas
{
    void Line(IReadOnlyList<(double X, double Y)> points, string color, double width, bool dashed = false);

    /// <summary>A translucent polygon.</summary>
    void Area(IReadOnlyList<(double X, double Y)> outline, string color);

    /// <param name="tooltip">Shown on hover, where the canvas can.</param>
    void Dot(double x, double y, double radius, string color, string tooltip);

    /// <param name="y">The baseline.</param>
    void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string color = "text");
}
