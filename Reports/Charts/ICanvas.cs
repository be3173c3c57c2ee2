namespace ModelZoo.Reports.Charts;

internal enum Anchor { Start, Middle, End }

/// <summary>What a chart is drawn on. Inks are names: text, muted, grid and c0 to c7, whose colours are the canvas's own (see Palette).</summary>
internal interface ICanvas
{
    void Line(IReadOnlyList<(double X, double Y)> points, string ink, double width, bool dashed = false);

    /// <summary>A translucent surface.</summary>
    void Area(IReadOnlyList<(double X, double Y)> outline, string ink);

    /// <param name="told">What is said of it when it is pointed at, where the canvas can.</param>
    void Dot(double x, double y, double radius, string ink, string told);

    /// <param name="y">The baseline.</param>
    void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string ink = "text");
}
