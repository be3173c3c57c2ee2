using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Exhibits;

namespace ModelZoo.Reports.Page;

/// <summary>How each kind of exhibit looks on a page.</summary>
internal static class ExhibitMarkup
{
    // A matrix of more classes does not fit on a phone: its largest confusions are listed.
    private const int MostClasses = 16, MostConfusions = 15;

    // From this shade on, the number is written in white.
    private const double DarkShade = 0.6;

    internal static Markup Of(Exhibit exhibit) => Document.Section(exhibit.Title, exhibit switch
    {
        ConfusionExhibit matrix when matrix.Classes.Count <= MostClasses => Matrix(matrix),
        ConfusionExhibit matrix => Confusions(matrix),
        PictureExhibit { Key.Count: > 0 } picture => WithKey(picture),
        PictureExhibit { Rows: [var row] } => Wrapped(row),
        PictureExhibit pictures => Markup.Join(pictures.Rows.Select(Strip)),
        TextExhibit texts => Markup.Join(texts.Texts.Select(Text)),
        TableExhibit table => Document.Table(table.Names, table.Rows),
        ScatterExhibit scatter => Scatter(scatter),
        _ => throw new NotSupportedException($"No page shows a {exhibit.GetType().Name}."),
    }, exhibit.Note);

    private static Markup Matrix(ConfusionExhibit matrix)
    {
        var heads = matrix.Classes.Select(name => Markup.Of($"<th scope=\"col\"><span>{name}</span></th>"));
        var columns = Enumerable.Range(0, matrix.Classes.Count);
        var rows = matrix.Classes.Select((name, row) => Markup.Of($"""
            <tr><th scope="row">{name}</th>{columns.Select(column => Cell(matrix, row, column))}</tr>

            """));
        return Markup.Of($"""
            <table class="confusion">
            <thead><tr><th></th>{heads}</tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            """);
    }

    private static Markup Cell(ConfusionExhibit matrix, int truth, int said)
    {
        long count = matrix.Counts[truth, said], all = matrix.Examples(truth);
        double share = all == 0 ? 0 : (double)count / all;
        // Confusions are rare beside right answers. The square root makes them visible.
        double shade = truth == said ? share : Math.Sqrt(share);
        var kind = truth == said ? "right" : count == 0 ? "none" : "";
        if (shade > DarkShade)
            kind += " full";
        var tooltip = $"{matrix.Classes[truth]} taken for {matrix.Classes[said]}: {count} of {all}";
        return Markup.Of($"<td class=\"{kind}\" style=\"--share:{shade:0.###}\" title=\"{tooltip}\">{count}</td>");
    }

    private static Markup Confusions(ConfusionExhibit matrix)
    {
        int count = matrix.Classes.Count;
        var most = from truth in Enumerable.Range(0, count)
                   from said in Enumerable.Range(0, count)
                   let times = matrix.Counts[truth, said]
                   where said != truth && times > 0
                   orderby times descending
                   let of = matrix.Examples(truth)
                   select (string[])[matrix.Classes[truth], matrix.Classes[said], $"{times}", $"{of}"];
        var table = Document.Table(["true class", "taken for", "times", "of"], most.Take(MostConfusions), 2, 3);
        return Markup.Of($"<p>{count} classes. The most frequent confusions:</p>\n{table}");
    }

    // The picture has the same colors on dark paper, and so has its key.
    private static Markup WithKey(PictureExhibit exhibit)
    {
        Markup Entry(string name, int number) =>
            Markup.Of($"<li><i style=\"background:{Palette.HexOnWhite(Palette.Curve(number))}\"></i>{name}</li>");
        return Markup.Of($"""
            <img class="large" alt="{exhibit.Title}" src="{Document.Source(exhibit.Rows[0].Pictures[0].Picture.Png())}">
            <ul class="key">{exhibit.Key.Select(Entry)}</ul>
            """);
    }

    private static Markup Wrapped(PictureRow row)
    {
        var kind = row.Pictures.All(picture => picture.Caption.Length == 0) ? "pictures bare" : "pictures";
        return Markup.Of($"<div class=\"{kind}\">\n{row.Pictures.Select(Figure)}</div>");
    }

    private static Markup Figure(CaptionedPicture picture)
    {
        var caption = picture.Caption.Length == 0
            ? Markup.None
            : Markup.Of($"<figcaption><b>{picture.Caption}</b>{picture.Small}</figcaption>");
        var source = Document.Source(picture.Picture.Png());
        return Markup.Of($"<figure><img alt=\"{picture.Caption}\" src=\"{source}\">{caption}</figure>\n");
    }

    private static Markup Strip(PictureRow row) =>
        Document.Strip(row.Label, [.. row.Pictures.Select(picture => picture.Picture.Png())]);

    private static Markup Text((string Label, string Text) text) =>
        Markup.Of($"<h3>{text.Label}</h3>\n<pre>{text.Text}</pre>\n");

    private static Markup Scatter(ScatterExhibit scatter)
    {
        var chart = ScatterChart.ForPage(scatter.XTitle, scatter.YTitle, scatter.Points);
        return Markup.Of($"<figure>{new Markup(chart)}</figure>");
    }
}
