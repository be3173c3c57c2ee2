using ModelZoo.Reports.Drawing;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Something to look at of a trained network; Note says in a sentence how to read it.</summary>
public abstract record Exhibit(string Title, string Note);

/// <summary>How often each class (row) was taken for each (column).</summary>
public sealed record ConfusionExhibit(string Title, string Note, IReadOnlyList<string> Classes, long[,] Counts) : Exhibit(Title, Note);

/// <summary>Pictures in rows that belong together, or one row that wraps.</summary>
public sealed record PictureExhibit(string Title, string Note, IReadOnlyList<PictureRow> Rows) : Exhibit(Title, Note)
{
    /// <summary>What the colours c0, c1, ... of the one picture mean; a picture with a key has room for itself.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
}

public sealed record PictureRow(string Label, IReadOnlyList<CaptionedPicture> Pictures);

public sealed record CaptionedPicture(Picture Picture, string Caption = "", string Small = "");

public sealed record TextExhibit(string Title, string Note, IReadOnlyList<(string Label, string Text)> Texts) : Exhibit(Title, Note);

public sealed record TableExhibit(string Title, string Note, IReadOnlyList<string> Names, IReadOnlyList<string[]> Rows) : Exhibit(Title, Note);

public sealed record ScatterExhibit(string Title, string Note, string Across, string Up, IReadOnlyList<(double X, double Y)> Points) : Exhibit(Title, Note);
