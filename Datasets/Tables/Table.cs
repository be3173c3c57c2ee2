using System.Runtime.InteropServices;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Tables;

/// <summary>
/// Tables: a CSV file with a header, any columns, one of them to be predicted. A target of numbers is regressed, one of names classified.
/// The file is read three times, to see what its columns are, to fit them and to write them, and so never lies in memory as text.
/// </summary>
public static class Table
{
    public static Dataset Open(string path, DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        using var scope = NewDisposeScope();
        var (columns, target, rows) = Look(path, options);
        int held = (int)Math.Round(rows * (options.TestRatio ?? Splits.TestRatio));
        if (held < 1 || held >= rows)
            throw new DatasetException($"{path}: of {rows} rows, a share of {options.TestRatio ?? Splits.TestRatio} for testing leaves one part empty; give more rows or another ratio.");
        using var random = new Generator((ulong)options.Seed);
        var places = Places(randperm(rows, generator: random));

        foreach (var (row, fields) in Rows(path, places))
            if (places[row] >= held)
                for (int c = 0; c < columns.Length; c++)
                    columns[c].Fit(fields[c]);
        foreach (var column in columns)
            column.Fitted();

        var (test, train) = (new Part(held, columns, target), new Part(rows - held, columns, target));
        foreach (var (row, fields) in Rows(path, places))
            if (places[row] < held)
                test.Write(places[row], fields, path);
            else
                train.Write(places[row] - held, fields, path);
        return new Dataset(Path.GetFileNameWithoutExtension(path), columns[target].IsNumeric ? Targets.Numbers : Targets.Classes, train.Split(), test.Split()) { Classes = columns[target].Categories };
    }

    private static (Column[] Columns, int Target, int Rows) Look(string path, DatasetOptions options)
    {
        using var lines = Csv.Read(path).GetEnumerator();
        string[] header = lines.MoveNext() ? lines.Current : [];
        if (!lines.MoveNext())
            throw new DatasetException($"{path} has no rows below its header: give a header line and at least one row.");
        int target = options.Target is null ? header.Length - 1 : Array.IndexOf(header, options.Target), rows = 0;
        if (target < 0)
            throw new DatasetException($"{path} has no column '{options.Target}': it has {string.Join(", ", header)}.");
        if (header.Length < 2)
            throw new DatasetException($"{path} has one column only: besides the target '{header[0]}' there must be something to predict it from.");
        var columns = header.Select(name => new Column(name)).ToArray();
        do
        {
            rows++;
            if (Column.IsMissing(lines.Current[target]))
                throw new DatasetException($"{path}, row {rows} below the header: the target '{header[target]}' is missing; fill it in or take the row away.");
            for (int c = 0; c < columns.Length; c++)
                columns[c].Look(lines.Current[c]);
        }
        while (lines.MoveNext());
        return (columns, target, rows);
    }

    // Where in the shuffled order each row of the file comes.
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
        int row = -1;
        foreach (var fields in Csv.Read(path))
        {
            if (row >= places.Length)
                break;
            if (row++ >= 0)
                yield return (row - 1, fields);
        }
        if (row != places.Length)
            throw new DatasetException($"{path} changed while it was read: wait until it is written, and try again.");
    }

    private sealed class Part(int rows, Column[] columns, int target)
    {
        private readonly int _width = columns.Sum(column => column.Width) - columns[target].Width;
        private readonly Tensor _inputs = empty([rows, columns.Sum(column => column.Width) - columns[target].Width]);

        // Regressed numbers stay in their own unit, so that an error can be read in it.
        private readonly Tensor _targets = columns[target].IsNumeric ? empty([rows, 1]) : empty([rows], int64);

        internal void Write(int row, string[] fields, string path)
        {
            var features = MemoryMarshal.Cast<byte, float>(_inputs.bytes).Slice(row * _width, _width);
            for (int c = 0, at = 0; c < columns.Length; c++)
                if (c != target)
                {
                    columns[c].Write(fields[c], features.Slice(at, columns[c].Width));
                    at += columns[c].Width;
                }
            if (columns[target].IsNumeric)
                MemoryMarshal.Cast<byte, float>(_targets.bytes)[row] = (float)Column.Number(fields[target]);
            else
                MemoryMarshal.Cast<byte, long>(_targets.bytes)[row] = columns[target].IndexOf(fields[target]) is var known and >= 0 ? known
                    : throw new DatasetException($"{path}: the class '{fields[target]}' is among the rows for testing only: give more rows of it, or another seed.");
        }

        internal Split Split() => new(_inputs, _targets);
    }
}
