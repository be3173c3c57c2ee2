using System.Runtime.InteropServices;

namespace ModelZoo.Datasets.Tables;

/// <summary>Rows of a CSV file as the features that a network was trained on, in their scale.</summary>
public static class TableRows
{
    /// <summary>Features (rows, width). Columns are found by name; others are ignored.</summary>
    public static Tensor Read(string path, IReadOnlyList<TableColumn> columns)
    {
        var features = columns.Where(column => !column.IsTarget).Select(column => new Column(column)).ToArray();
        using var lines = Csv.Read(path).GetEnumerator();
        string[] header = lines.MoveNext() ? lines.Current : [];
        if (Array.Find(features, column => !header.Contains(column.Name)) is { } missing)
            throw new DatasetException($"{path} has no column '{missing.Name}', which the network was trained with: "
                + $"it has {string.Join(", ", header)}.");
        var places = features.Select(column => Array.IndexOf(header, column.Name)).ToArray();
        int width = features.Sum(column => column.Width);
        var values = new List<float>();
        while (lines.MoveNext())
        {
            CollectionsMarshal.SetCount(values, values.Count + width);
            var row = CollectionsMarshal.AsSpan(values)[^width..];
            foreach (var (column, place) in features.Zip(places))
            {
                column.Write(lines.Current[place], row[..column.Width]);
                row = row[column.Width..];
            }
        }
        return values.Count > 0 ? tensor(values.ToArray(), [values.Count / width, width])
            : throw new DatasetException($"{path} has no rows below its header: give at least one.");
    }

    /// <summary>The lines of a CSV file as fields, the header first.</summary>
    public static IEnumerable<string[]> Lines(string path) => Csv.Read(path);
}
