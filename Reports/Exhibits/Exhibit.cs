using ModelZoo.Reports.Drawing;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Something to look at of a trained network. The note says how to read it.</summary>
internal abstract record Exhibit(string Title, string Note);

/// <summary>How often each class (row) was taken for each class (column).</summary>
internal sealed record ConfusionExhibit(string Title, string Note, IReadOnlyList<string> Classes, long[,] Counts)
    : Exhibit(Title, Note)
{
    /// <summary>The number of examples of a class.</summary>
    internal long Examples(int truth) => Enumerable.Range(0, Classes.Count).Sum(said => Counts[truth, said]);
}

/// <summary>Pictures in rows that belong together. A single row wraps.</summary>
internal sealed record PictureExhibit(string Title, string Note, IReadOnlyList<PictureRow> Rows) : Exhibit(Title, Note)
{
    /// <summary>What the colors c0, c1 and so on mean in the exhibit's only picture, which is shown large.</summary>
    internal IReadOnlyList<string> Key { get; init; } = [];
}

internal sealed record PictureRow(string Label, IReadOnlyList<CaptionedPicture> Pictures)
{
    internal PictureRow(string label, IEnumerable<Picture> pictures)
        : this(label, [.. pictures.Select(picture => new CaptionedPicture(picture))])
    {
    }
}

internal sealed record CaptionedPicture(Picture Picture, string Caption = "", string Small = "");

internal sealed record TextExhibit(string Title, string Note, IReadOnlyList<(string Label, string Text)> Texts)
    : Exhibit(Title, Note);

internal sealed record TableExhibit(
    string Title,
    string Note,
    IReadOnlyList<string> Names,
    IReadOnlyList<string[]> Rows) : Exhibit(Title, Note);

internal sealed record ScatterExhibit(
    string Title,
    string Note,
    string XTitle,
    string YTitle,
    IReadOnlyList<(double X, double Y)> Points) : Exhibit(Title, Note);
