using System.Runtime.InteropServices;

namespace ModelZoo.Datasets.Tables;

/// <summary>
/// Reads a table from a CSV file with a header. One column is predicted: numbers by regression, anything else by
/// classification. The file is read three times, to inspect the columns, to fit them and to write the features, so its
/// text is never in memory as a whole.
/// </summary>
public static class Table
{
    public static Dataset Open(string path, DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        using var scope = NewDisposeScope();
        var (columns, target, rows) = Inspect(path, options);
        double ratio = options.TestRatio ?? Splits.TestRatio;
        int held = (int)Math.Round(rows * ratio);
        if (held < 1 || held >= rows)
            throw new DatasetException($"{path}: a test share of {ratio} of {rows} rows leaves one part empty; " +
                "give more rows or another ratio.");
        using var random = new Generator((ulong)options.Seed);
        var places = Places(randperm(rows, generator: random));

        foreach (var (row, fields) in Rows(path, places))
            if (places[row] >= held)
                for (int c = 0; c < columns.Length; c++)
                    columns[c].Fit(fields[c]);
        foreach (var column in columns)
            column.EndFit();

        Part test = new(held, columns, target), train = new(rows - held, columns, target);
        foreach (var (row, fields) in Rows(path, places))
            if (places[row] < held)
                test.Write(places[row], fields, path);
            else
                train.Write(places[row] - held, fields, path);
        var kind = columns[target].IsNumeric ? Targets.Numbers : Targets.Classes;
        return new Dataset(Path.GetFileNameWithoutExtension(path), kind, train.Split(), test.Split())
        {
            Classes = columns[target].Categories,
            Columns = [.. columns.Select((column, place) => column.Fitted(place == target))],
        };
    }

    private static (Column[] Columns, int Target, int Rows) Inspect(string path, DatasetOptions options)
    {
        using var lines = Csv.Read(path).GetEnumerator();
        string[] header = lines.MoveNext() ? lines.Current : [];
        if (!lines.MoveNext())
            throw new DatasetException($"{path} has no rows below its header: give a header and at least one row.");
        int target = options.Target is null ? header.Length - 1 : Array.IndexOf(header, options.Target);
        if (target < 0)
            throw new DatasetException($"{path} has no column '{options.Target}': it has {string.Join(", ", header)}.");
        if (header.Length < 2)
            throw new DatasetException(
                $"{path} has one column only: add columns from which the target '{header[0]}' is predicted.");
        var columns = header.Select(name => new Column(name)).ToArray();
        int rows = 0;
        do
        {
            rows++;
            if (Column.IsMissing(lines.Current[target]))
                throw new DatasetException($"{path}, row {rows} below the header: " +
                    $"the target '{header[target]}' is missing; fill it in or delete the row.");
            for (int c = 0; c < columns.Length; c++)
                columns[c].Inspect(lines.Current[c]);
        }
        while (lines.MoveNext());
        if (columns.Any(column => column.IsNumeric)
            && columns.Where(column => column.IsNumeric).All(column => Column.TryNumber(column.Name, out _)))
            throw new DatasetException($"{path} has no header: its first line, '{string.Join(',', header)}', looks "
                + "like the rows below. Put a line with the names of the columns on top.");
        return (columns, target, rows);
    }

    // The place of each row of the file in the shuffled order.
    private static int[] Places(Tensor order)
    {
        var rows = MemoryMarshal.Cast<byte, long>(order.bytes);
        var places = new int[rows.Length];
        for (int place = 0; place < rows.Length; place++)
            places[rows[place]] = place;
        return places;
    }

    private static IEnumerable<(int, string[])> Rows(string path, int[] places)
    {
        int count = 0;
        foreach (var fields in Csv.Read(path).Skip(1).Take(places.Length))
            yield return (count++, fields);
        if (count != places.Length)
            throw new DatasetException($"{path} changed while it was read: wait until it is written, and try again.");
    }

    private sealed class Part(int rows, Column[] columns, int target)
    {
        private readonly int _width = Width(columns, target);
        private readonly Tensor _inputs = empty([rows, Width(columns, target)]);

        // Numbers to predict keep their own unit, so errors are in that unit too.
        private readonly Tensor _targets = columns[target].IsNumeric ? empty([rows, 1]) : empty([rows], int64);

        internal void Write(int row, string[] fields, string path)
        {
            var features = MemoryMarshal.Cast<byte, float>(_inputs.bytes).Slice(row * _width, _width);
            for (int c = 0; c < columns.Length; c++)
                if (c != target)
                {
                    columns[c].Write(fields[c], features[..columns[c].Width]);
                    features = features[columns[c].Width..];
                }
            var value = fields[target];
            if (columns[target].IsNumeric)
                MemoryMarshal.Cast<byte, float>(_targets.bytes)[row] = (float)Column.Number(value);
            else if (columns[target].IndexOf(value) is var index and >= 0)
                MemoryMarshal.Cast<byte, long>(_targets.bytes)[row] = index;
            else
                throw new DatasetException(
                    $"{path}: only test rows have the class '{value}'; give more rows of it, or another seed.");
        }

        internal Split Split() => new(_inputs, _targets);

        private static int Width(Column[] columns, int target) =>
            columns.Sum(column => column.Width) - columns[target].Width;
    }
}
