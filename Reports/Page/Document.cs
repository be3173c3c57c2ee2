
using ModelZoo.Reports.Charts;

namespace ModelZoo.Reports.Page;

/// <summary>The frame of a page: one file that fetches nothing.</summary>
internal static class Document
{
    private static readonly string Style = ReadStyle();

    internal static string Of(string title, Markup body) => Markup.Of($"""
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

        """).Value;

    internal static Markup Section(string title, Markup body, string note = "", string kind = "") => Markup.Of($"""
        <section class="{kind}">
        <h2>{title}</h2>
        {(note.Length > 0 ? Markup.Of($"<p class=\"note\">{note}</p>\n") : Markup.None)}{body}
        </section>

        """);

    /// <param name="numbers">The columns that are set to the right.</param>
    internal static Markup Table(IReadOnlyList<string> names, IEnumerable<IReadOnlyList<string>> rows, params int[] numbers)
    {
        Markup Cells(string tag, IReadOnlyList<string> cells) =>
            Markup.Join(cells.Select((cell, i) => Markup.Of($"<{new Markup(tag)}{new Markup(numbers.Contains(i) ? " class=\"number\"" : "")}>{cell}</{new Markup(tag)}>")));
        return Markup.Of($"""
            <div class="scroll"><table>
            <thead><tr>{Cells("th", names)}</tr></thead>
            <tbody>
            {rows.Select(row => Markup.Of($"<tr>{Cells("td", row)}</tr>\n"))}</tbody>
            </table></div>
            """);
    }

    internal static Markup Charts(IEnumerable<LineChart> charts) =>
        Markup.Of($"<div class=\"charts\">{charts.Where(chart => !chart.IsEmpty).Select(chart => Markup.Of($"<figure>{new Markup(chart.Page())}</figure>\n"))}</div>");

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(Document).Assembly.GetManifestResourceStream("page.css")!);
        return $":root{{{Palette.Css(dark: false)}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{Palette.Css(dark: true)}}}}}\n{reader.ReadToEnd()}";
    }
}
