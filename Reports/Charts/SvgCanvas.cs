
using System.Net;
using System.Text;

namespace ModelZoo.Reports.Charts;

/// <summary>A drawing in SVG: for a page, which has the colours, or as a file that brings its own for light and dark.</summary>
internal sealed class SvgCanvas(double width, double height, string told) : ICanvas
{
    /// <summary>Around a drawing that is a file; on a page the page has its own.</summary>
    internal const int Margin = 16;

    private readonly StringBuilder _body = new();

    public void Line(IReadOnlyList<(double X, double Y)> points, string ink, double width, bool dashed = false) =>
        _body.Append($"<polyline points=\"{Points(points)}\" fill=\"none\" style=\"stroke:var(--{ink})\" stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"{(dashed ? "butt" : "round")}\"{(dashed ? " stroke-dasharray=\"6 4\"" : "")}/>\n");

    public void Area(IReadOnlyList<(double X, double Y)> outline, string ink) =>
        _body.Append($"<polygon points=\"{Points(outline)}\" style=\"fill:var(--{ink})\" opacity=\"0.18\"/>\n");

    // The pale ring around it is there to be hit by a finger.
    public void Dot(double x, double y, double radius, string ink, string told) =>
        _body.Append($"<g style=\"fill:var(--{ink})\"><circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius}\"/><circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"8\" opacity=\"0\"/><title>{Encode(told)}</title></g>\n");

    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string ink = "text") =>
        _body.Append($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size}\" text-anchor=\"{anchor.ToString().ToLowerInvariant()}\" style=\"fill:var(--{ink})\">{Encode(text)}</text>\n");

    internal string ForPage() => $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Encode(told)}\">\n{_body}</svg>";

    internal string ForFile() => $$"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="{{-Margin}} {{-Margin}} {{width + 2 * Margin}} {{height + 2 * Margin}}" width="{{width + 2 * Margin}}" height="{{height + 2 * Margin}}" role="img" aria-label="{{Encode(told)}}">
        <style>:root{ {{Palette.Css(dark: false)}} } @media (prefers-color-scheme:dark){:root{ {{Palette.Css(dark: true)}} } } text{font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}</style>
        <rect x="{{-Margin}}" y="{{-Margin}}" width="100%" height="100%" style="fill:var(--paper)"/>
        {{_body}}</svg>

        """;

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{point.X:0.#},{point.Y:0.#}"));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
