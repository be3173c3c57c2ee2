using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reports.Exhibits;

namespace ModelZoo.Reports.Page;

/// <summary>How each kind of exhibit looks on a page.</summary>
internal static class ExhibitMarkup
{
    // A matrix of more classes than this has no room for its numbers on a phone: its largest confusions are listed.
    private const int MostClasses = 16, MostConfusions = 15;

    internal static Markup Of(Exhibit exhibit) => Document.Section(exhibit.Title, exhibit switch
    {
        ConfusionExhibit matrix when matrix.Classes.Count <= MostClasses => Matrix(matrix),
        ConfusionExhibit matrix => Confusions(matrix),
        PictureExhibit { Key.Count: > 0, Rows: [{ Pictures: [var only] }] } plane => Large(plane, only.Picture),
        PictureExhibit { Rows: [var row] } => Wrapped(row),
        PictureExhibit pictures => Markup.Join(pictures.Rows.Select(Strip)),
        TextExhibit texts => Markup.Join(texts.Texts.Select(text => Markup.Of($"<h3>{text.Label}</h3>\n<pre>{text.Text}</pre>\n"))),
        TableExhibit table => Document.Table(table.Names, table.Rows),
        ScatterExhibit scatter => Markup.Of($"<figure>{new Markup(ScatterChart.Page(scatter))}</figure>"),
        _ => throw new NotSupportedException($"There is no way to show a {exhibit.GetType().Name}."),
    }, exhibit.Note);

    internal static string Source(Picture picture) => $"data:image/png;base64,{Convert.ToBase64String(picture.Png())}";

    private static Markup Matrix(ConfusionExhibit matrix)
    {
        int count = matrix.Classes.Count;
        Markup Cell(int truth, int said)
        {
            long value = matrix.Counts[truth, said], row = Enumerable.Range(0, count).Sum(other => matrix.Counts[truth, other]);
            double share = row == 0 ? 0 : (double)value / row;
            // Confusions are few beside right answers: the square root lets them be seen.
            double shade = truth == said ? share : Math.Min(1, Math.Sqrt(share));
            var kind = (truth == said ? "right " : "") + (value == 0 && truth != said ? "none" : shade > 0.6 ? "full" : "");
            return Markup.Of($"<td class=\"{kind}\" style=\"--share:{shade:0.###}\" title=\"{matrix.Classes[truth]} taken for {matrix.Classes[said]}: {value} of {row}\">{value}</td>");
        }
        return Markup.Of($"""
            <table class="confusion">
            <thead><tr><th></th>{matrix.Classes.Select(name => Markup.Of($"<th scope=\"col\"><span>{name}</span></th>"))}</tr></thead>
            <tbody>
            {matrix.Classes.Select((name, truth) => Markup.Of($"<tr><th scope=\"row\">{name}</th>{Enumerable.Range(0, count).Select(said => Cell(truth, said))}</tr>\n"))}</tbody>
            </table>
            """);
    }

    private static Markup Confusions(ConfusionExhibit matrix)
    {
        int count = matrix.Classes.Count;
        var most = Enumerable.Range(0, count).SelectMany(truth => Enumerable.Range(0, count).Where(said => said != truth && matrix.Counts[truth, said] > 0).Select(said => (truth, said, times: matrix.Counts[truth, said])))
            .OrderByDescending(cell => cell.times).Take(MostConfusions);
        long Row(int truth) => Enumerable.Range(0, count).Sum(said => matrix.Counts[truth, said]);
        return Markup.Of($"<p>{count} classes; the confusions that come most often:</p>\n{Document.Table(["true class", "taken for", "times", "of"],
            most.Select(cell => new[] { matrix.Classes[cell.truth], matrix.Classes[cell.said], $"{cell.times}", $"{Row(cell.truth)}" }), 2, 3)}");
    }

    // The picture does not change in the dark, so its key does not either.
    private static Markup Large(PictureExhibit exhibit, Picture picture) => Markup.Of(
        $"<img class=\"large\" alt=\"{exhibit.Title}\" src=\"{Source(picture)}\">\n<ul class=\"key\">{exhibit.Key.Select((name, i) => Markup.Of($"<li><i style=\"background:{Palette.LightHex(i)}\"></i>{name}</li>"))}</ul>");

    private static Markup Wrapped(PictureRow row)
    {
        var bare = row.Pictures.All(picture => picture.Caption.Length == 0);
        return Markup.Of($"<div class=\"pictures{(bare ? " bare" : "")}\">\n{row.Pictures.Select(picture => Markup.Of(
            $"<figure><img alt=\"{picture.Caption}\" src=\"{Source(picture.Picture)}\">{(bare ? Markup.None : Markup.Of($"<figcaption><b>{picture.Caption}</b>{picture.Small}</figcaption>"))}</figure>\n"))}</div>");
    }

    private static Markup Strip(PictureRow row) => Markup.Of(
        $"<div class=\"strip\" style=\"grid-template-columns:repeat({row.Pictures.Count},minmax(0,1fr))\">{(row.Label.Length > 0 ? Markup.Of($"<span>{row.Label}</span>") : Markup.None)}{row.Pictures.Select(picture => Markup.Of($"<img alt=\"{row.Label}\" src=\"{Source(picture.Picture)}\">"))}</div>\n");
}
