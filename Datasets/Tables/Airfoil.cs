using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets.Tables;

/// <summary>NASA's airfoil self-noise: 1,503 rows of five features and a sound level.</summary>
internal static class Airfoil
{
    private const int Columns = 6, BookRows = 1500;

    /// <summary>
    /// By default as in the textbook: every column is standardized over all rows, and the first 1,500 rows are both
    /// parts. With a test ratio the rows are divided first, and standardized by the training part.
    /// </summary>
    internal static Dataset Read(DatasetEntry entry, DatasetOptions options)
    {
        using var scope = NewDisposeScope();
        var rows = Numbers(entry.GetFile(options));
        if (options.TestRatio is not { } ratio)
        {
            var book = Standardize(rows, rows).narrow(0, 0, Math.Min(BookRows, rows.shape[0]));
            return new Dataset(entry.Name, Targets.Numbers, Part(book), Part(book.clone()));
        }
        using var whole = new Split(rows.clone(), arange(rows.shape[0]));
        var (kept, held) = Splits.Ratio(whole, ratio, options.Seed);
        using (kept)
        using (held)
            return new Dataset(entry.Name, Targets.Numbers,
                Part(Standardize(kept.Inputs, kept.Inputs)), Part(Standardize(held.Inputs, kept.Inputs)));
    }

    private static Split Part(Tensor rows)
    {
        var numbers = rows.to(ScalarType.Float32);
        return new(numbers.narrow(1, 0, Columns - 1).contiguous(), numbers.narrow(1, Columns - 1, 1).contiguous());
    }

    private static Tensor Standardize(Tensor rows, Tensor fitted) =>
        (rows - fitted.mean([0])) / fitted.std([0], unbiased: false);

    private static Tensor Numbers(string path)
    {
        var values = new List<double>();
        using var source = TextSource.Open(path);
        for (int line = 1; source.ReadLine() is { } text; line++)
        {
            var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length is not (0 or Columns))
                throw new DatasetException(
                    $"{path}, line {line}: {fields.Length} numbers where there should be {Columns}; fetch it again.");
            foreach (var field in fields)
            {
                if (!Column.TryNumber(field, out double number))
                    throw new DatasetException($"{path}, line {line}: '{field}' is not a number; fetch it again.");
                values.Add(number);
            }
        }
        return tensor(values.ToArray(), [values.Count / Columns, Columns]);
    }
}
