using static TorchSharp.torch;

namespace ModelZoo.Datasets;

/// <summary>
/// Tables: a CSV file with a header, any columns, one of them to be predicted. A target of numbers is regressed, one of names classified.
/// </summary>
public static class Table
{
    public static Dataset Open(string path, DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        var rows = Csv.Read(path);
        var header = rows[0];
        int target = options.Target is null ? header.Length - 1 : Array.IndexOf(header, options.Target);
        if (target < 0)
            throw new DatasetException($"{path} has no column '{options.Target}': it has {string.Join(", ", header)}.");
        if (header.Length < 2)
            throw new DatasetException($"{path} has one column only: besides the target '{header[0]}' there must be something to predict it from.");
        rows.RemoveAt(0);
        for (int i = 0; i < rows.Count; i++)
            if (Column.IsMissing(rows[i][target]))
                throw new DatasetException($"{path}, row {i + 1} below the header: the target '{header[target]}' is missing; fill it in or take the row away.");
        var (train, test) = Divide(rows, options, path);
        string[] Values(int column, List<string[]> part) => [.. part.Select(row => row[column])];
        var columns = Enumerable.Range(0, header.Length).Select(c => new Column(header[c], Values(c, rows), Values(c, train))).ToList();
        var features = columns.Where((_, c) => c != target).ToList();
        Split Part(List<string[]> part)
        {
            using var scope = NewDisposeScope();
            int width = features.Sum(column => column.Width), at = 0;
            var inputs = new float[(long)part.Count * width];
            foreach (var row in part)
                for (int c = 0; c < columns.Count; at += c == target ? 0 : columns[c].Width, c++)
                    if (c != target)
                        columns[c].Write(row[c], inputs.AsSpan(at, columns[c].Width));
            return new Split(tensor(inputs, [part.Count, width]), TargetsOf(columns[target], Values(target, part), path));
        }
        return new Dataset(Path.GetFileNameWithoutExtension(path), columns[target].IsNumeric ? Targets.Numbers : Targets.Classes, Part(train), Part(test)) { Classes = columns[target].Categories };
    }

    // Regressed numbers stay in their own unit, so that an error can be read in it.
    private static Tensor TargetsOf(Column column, string[] values, string path)
    {
        if (column.IsNumeric)
            return tensor(values.Select(value => (float)Column.Number(value)).ToArray()).unsqueeze(1);
        var classes = values.Select(value => (long)column.IndexOf(value)).ToArray();
        int stranger = Array.IndexOf(classes, -1L);
        return stranger < 0 ? tensor(classes)
            : throw new DatasetException($"{path}: the class '{values[stranger]}' is among the rows for testing only: give more rows of it, or another seed.");
    }

    private static (List<string[]> Train, List<string[]> Test) Divide(List<string[]> rows, DatasetOptions options, string path)
    {
        int held = (int)Math.Round(rows.Count * (options.TestRatio ?? Splits.TestRatio));
        if (held < 1 || held >= rows.Count)
            throw new DatasetException($"{path}: of {rows.Count} rows, a share of {options.TestRatio ?? Splits.TestRatio} for testing leaves one part empty; give more rows or another ratio.");
        using var random = new Generator((ulong)options.Seed);
        using var order = randperm(rows.Count, generator: random);
        var shuffled = order.data<long>().ToArray().Select(i => rows[(int)i]).ToList();
        return (shuffled[held..], shuffled[..held]);
    }
}
