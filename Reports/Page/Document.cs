using ModelZoo.Reports.Charts;

namespace ModelZoo.Reports.Page;

/// <summary>The frame of a page: one file that loads nothing else.</summary>
internal static class Document
{
    private static readonly string Style = ReadStyle();

    internal static void Write(string path, string title, Markup body)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        AtomicFile.WriteText(full, Of(title, body).Value);
    }

    private static Markup Of(string title, Markup body) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>{title}</title>
        <style>
        {new Markup(Style)}</style>
        </head>
        <body>
        <main>
        {body}
        </main>
        </body>
        </html>

        """);

    internal static Markup Section(string title, IEnumerable<Markup> body, string note = "") =>
        Section(title, Markup.Join(body), note);

    internal static Markup Section(string title, Markup body, string note = "")
    {
        var below = note.Length > 0 ? Markup.Of($"<p class=\"note\">{note}</p>\n") : Markup.None;
        return Markup.Of($"""
            <section>
            <h2>{title}</h2>
            {below}{body}
            </section>

            """);
    }

    /// <param name="numbers">The columns that are aligned to the right.</param>
    internal static Markup Table(
        IReadOnlyList<string> names, IEnumerable<IReadOnlyList<string>> rows, params int[] numbers)
    {
        Markup Cell(string tag, string text, int column) => numbers.Contains(column)
            ? Markup.Of($"<{tag} class=\"number\">{text}</{tag}>")
            : Markup.Of($"<{tag}>{text}</{tag}>");
        Markup Row(string tag, IReadOnlyList<string> cells) =>
            Markup.Of($"<tr>{cells.Select((text, column) => Cell(tag, text, column))}</tr>\n");
        return Markup.Of($"""
            <div class="scroll"><table>
            <thead>{Row("th", names)}</thead>
            <tbody>
            {rows.Select(row => Row("td", row))}</tbody>
            </table></div>
            """);
    }

    internal static Markup Charts(IEnumerable<LineChart> charts)
    {
        var figures = charts.Where(chart => !chart.IsEmpty)
            .Select(chart => Markup.Of($"<figure>{new Markup(chart.ForPage())}</figure>\n"));
        return Markup.Of($"<div class=\"charts\">{figures}</div>");
    }

    /// <summary>Pictures of one size in a row.</summary>
    /// <param name="pictures">PNG files.</param>
    internal static Markup Strip(string label, IReadOnlyCollection<byte[]> pictures)
    {
        var text = label.Length > 0 ? Markup.Of($"<span>{label}</span>") : Markup.None;
        var images = pictures.Select(png => Markup.Of($"<img alt=\"{label}\" src=\"{Source(png)}\">"));
        return Markup.Of($"""
            <div class="strip" style="grid-template-columns:repeat({pictures.Count},minmax(0,1fr))">{text}{images}</div>

            """);
    }

    internal static string Source(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";

    /// <summary>The first and the last of values in order, or the one that there is.</summary>
    internal static string Range(IEnumerable<string> values) => string.Join(" to ", values.Distinct());

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(Document).Assembly.GetManifestResourceStream("page.css")!);
        return $$"""
            :root{ {{Palette.Css(dark: false)}} }
            @media screen and (prefers-color-scheme:dark){ :root{ {{Palette.Css(dark: true)}} } }
            {{reader.ReadToEnd()}}
            """;
    }
}
