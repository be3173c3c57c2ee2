using System.Globalization;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Text;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Tables;

/// <summary>NASA's airfoil self-noise: 1,503 rows of five features and a sound level, as the optimisation chapters of the textbooks use it.</summary>
internal static class Airfoil
{
    private const int Columns = 6, BookRows = 1500;

    /// <summary>
    /// As in the book: every column standardised over all rows, the first 1,500 trained on and measured on. With a test ratio the rows are
    /// divided first and standardised by the training part.
    /// </summary>
    internal static Dataset Read(DatasetEntry set, DatasetOptions options)
    {
        using var scope = NewDisposeScope();
        var rows = Numbers(DatasetFiles.Get(set, set.Files[0], options));
        if (options.TestRatio is not { } ratio)
        {
            var book = Standardise(rows, rows).narrow(0, 0, Math.Min(BookRows, rows.shape[0]));
            return new Dataset(set.Name, Targets.Numbers, Part(book), Part(book.clone()));
        }
        using var whole = new Split(rows.clone(), arange(rows.shape[0]));
        var (kept, held) = Splits.Ratio(whole, ratio, options.Seed);
        using (kept)
        using (held)
            return new Dataset(set.Name, Targets.Numbers, Part(Standardise(kept.Inputs, kept.Inputs)), Part(Standardise(held.Inputs, kept.Inputs)));
    }

    private static Split Part(Tensor rows) =>
        new(rows.narrow(1, 0, Columns - 1).to(ScalarType.Float32).contiguous(), rows.narrow(1, Columns - 1, 1).to(ScalarType.Float32).contiguous());

    private static Tensor Standardise(Tensor rows, Tensor fitted) =>
        (rows - fitted.mean([0])) / fitted.std([0], unbiased: false);

    private static Tensor Numbers(string path)
    {
        var values = new List<double>();
        int line = 0;
        using var source = TextSource.Open(path);
        while (source.ReadLine() is { } text)
        {
            line++;
            var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0)
                continue;
            if (fields.Length != Columns)
                throw new DatasetException($"{path}, line {line}: {fields.Length} numbers where there should be {Columns}; fetch it again.");
            foreach (var field in fields)
                values.Add(double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number
                    : throw new DatasetException($"{path}, line {line}: '{field}' is no number; fetch it again."));
        }
        return tensor(values.ToArray(), [values.Count / Columns, Columns]);
    }
}
