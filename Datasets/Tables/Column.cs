using System.Globalization;

namespace ModelZoo.Datasets.Tables;

/// <summary>
/// Turns a column of a table into features. Numbers are standardized by the mean and deviation of the training rows;
/// a missing number becomes their mean. Each category becomes a feature; a missing or new category is all zeros.
/// </summary>
internal sealed class Column(string name)
{
    private static readonly string[] Missing = ["", "na", "n/a", "nan", "null", "none", "?"];
    private SortedDictionary<string, int>? _categories;
    private double _mean, _squares, _deviation;
    private long _numbers;

    /// <summary>A column as it was fitted before.</summary>
    internal Column(TableColumn fitted) : this(fitted.Name)
    {
        (_mean, _deviation) = (fitted.Mean, fitted.Deviation);
        if (fitted.IsNumeric)
            return;
        _categories = new(StringComparer.Ordinal);
        foreach (var (index, category) in fitted.Categories.Index())
            _categories[category] = index;
    }

    internal string Name { get; } = name;

    internal IReadOnlyList<string> Categories => _categories is null ? [] : [.. _categories.Keys];

    internal bool IsNumeric => _categories is null;

    /// <summary>The number of features.</summary>
    internal int Width => _categories?.Count ?? 1;

    /// <summary>First pass, over all rows: one value that is not a number makes the column one of categories.</summary>
    internal void Inspect(string value)
    {
        if (_categories is null && !TryNumber(value, out _) && !IsMissing(value))
            _categories = new(StringComparer.Ordinal);
    }

    /// <summary>Second pass, over the training rows only.</summary>
    internal void Fit(string value)
    {
        if (IsMissing(value))
            return;
        if (_categories is not null)
        {
            _categories.TryAdd(value, 0);
            return;
        }
        // Welford 1962: exact where a sum of squares would cancel.
        double number = Number(value), difference = number - _mean;
        _mean += difference / ++_numbers;
        _squares += difference * (number - _mean);
    }

    internal TableColumn Fitted(bool isTarget) => new(Name, isTarget, _mean, _deviation, Categories, IsNumeric);

    internal void EndFit()
    {
        foreach (var (index, category) in Categories.Index())
            _categories![category] = index;
        _deviation = _numbers == 0 ? 0 : Math.Sqrt(_squares / _numbers);
        if (!double.IsFinite(_deviation) || !double.IsFinite(_mean))
            throw new DatasetException($"The column '{Name}' holds numbers too large to standardize: scale them down.");
    }

    /// <summary>Third pass.</summary>
    internal void Write(string value, Span<float> features)
    {
        features.Clear();
        if (_categories is null)
            features[0] = IsMissing(value) || _deviation == 0 ? 0 : (float)((Number(value) - _mean) / _deviation);
        else if (_categories.TryGetValue(value, out int index))
            features[index] = 1;
    }

    /// <summary>The number of a category; -1 if the training rows do not have it.</summary>
    internal int IndexOf(string value) => _categories!.GetValueOrDefault(value, -1);

    internal static bool IsMissing(string value) => Missing.Contains(value, StringComparer.OrdinalIgnoreCase);

    internal static double Number(string value) => TryNumber(value, out double number) ? number : 0;

    internal static bool TryNumber(string value, out double number) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
