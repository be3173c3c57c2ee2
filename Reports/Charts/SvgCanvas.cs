using System.Globalization;
using System.Net;
using System.Text;

namespace ModelZoo.Reports.Charts;

/// <summary>A drawing in SVG: for a page, which defines the colors, or for a file, which brings its own.</summary>
internal sealed class SvgCanvas(double width, double height, string description) : ICanvas
{
    /// <summary>Around a drawing in a file. A page has its own margins.</summary>
    internal const int Margin = 16;

    private const int ColumnsOfFile = 2;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private readonly double _width = width, _height = height;
    private readonly string _description = WebUtility.HtmlEncode(description);
    private readonly StringBuilder _body = new();

    public void Line(IReadOnlyList<(double X, double Y)> points, string color, double width, bool dashed = false)
    {
        var ends = dashed ? "stroke-linecap=\"butt\" stroke-dasharray=\"6 4\"" : "stroke-linecap=\"round\"";
        _body.Append(Invariant, $"""
            <polyline points="{Points(points)}" fill="none" style="stroke:var(--{color})" stroke-width="{width}"
             stroke-linejoin="round" {ends}/>

            """);
    }

    public void Area(IReadOnlyList<(double X, double Y)> outline, string color) =>
        _body.Append($"<polygon points=\"{Points(outline)}\" style=\"fill:var(--{color})\" opacity=\"0.18\"/>\n");

    // The invisible circle enlarges the touch target.
    public void Dot(double x, double y, double radius, string color, string tooltip) => _body.Append(Invariant, $"""
        <g style="fill:var(--{color})"><circle cx="{x:0.#}" cy="{y:0.#}" r="{radius}"/>
        <circle cx="{x:0.#}" cy="{y:0.#}" r="8" opacity="0"/><title>{WebUtility.HtmlEncode(tooltip)}</title></g>

        """);

    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string color = "text")
    {
        var place = anchor.ToString().ToLowerInvariant();
        _body.Append(Invariant, $"""
            <text x="{x:0.#}" y="{y:0.#}" font-size="{size}" text-anchor="{place}" style="fill:var(--{color})">
            """);
        _body.Append(Invariant, $"{WebUtility.HtmlEncode(text)}</text>\n");
    }

    internal string ForPage() => string.Create(Invariant, $"""
        <svg viewBox="0 0 {_width} {_height}" role="img" aria-label="{_description}">
        {_body}</svg>
        """);

    /// <summary>Drawings of one size side by side, in colors for light and dark.</summary>
    internal static string ForFile(IReadOnlyList<SvgCanvas> drawings)
    {
        double cellWidth = drawings[0]._width + 2 * Margin, cellHeight = drawings[0]._height + 2 * Margin;
        int columns = Math.Min(ColumnsOfFile, drawings.Count), rows = (drawings.Count + columns - 1) / columns;
        var (width, height) = (columns * cellWidth, rows * cellHeight);
        string Cell(SvgCanvas drawing, int i) => string.Create(Invariant, $"""
            <g transform="translate({i % columns * cellWidth + Margin} {i / columns * cellHeight + Margin})">
            {drawing._body}</g>

            """);
        var size = string.Create(Invariant, $"viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"");
        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" {{size}}
             role="img" aria-label="{{string.Join(". ", drawings.Select(drawing => drawing._description))}}">
            <style>
            :root{ {{Palette.Css(dark: false)}} }
            @media (prefers-color-scheme:dark){:root{ {{Palette.Css(dark: true)}} } }
            text{font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}
            </style>
            <rect width="100%" height="100%" style="fill:var(--paper)"/>
            {{string.Concat(drawings.Select(Cell))}}</svg>

            """;
    }

    private static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(point => string.Create(Invariant, $"{point.X:0.#},{point.Y:0.#}")));
}
