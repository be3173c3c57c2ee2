
using System.Globalization;
using ModelZoo.Datasets.Files;

namespace ModelZoo.Datasets.Tables;

/// <summary>
/// One column of a table as features. Numbers are standardised by the training rows' mean and deviation, a missing one becomes their mean;
/// categories become one feature each, a missing or new one none of them. It keeps what is fitted and no values.
/// </summary>
internal sealed class Column(string name)
{
    private static readonly string[] Missing = ["", "na", "n/a", "nan", "null", "none", "?"];
    private SortedDictionary<string, int>? _categories;
    private double _mean, _squares, _deviation;
    private long _numbers;

    internal string Name { get; } = name;

    internal IReadOnlyList<string> Categories => _categories is null ? [] : [.. _categories.Keys];

    internal bool IsNumeric => _categories is null;

    /// <summary>How many features it becomes.</summary>
    internal int Width => _categories?.Count ?? 1;

    /// <summary>Of every row first: one value that is no number makes it categories.</summary>
    internal void Look(string value)
    {
        if (_categories is null && !TryNumber(value, out _) && !IsMissing(value))
            _categories = new(StringComparer.Ordinal);
    }

    /// <summary>Then of the training rows alone: what is fitted sees no other.</summary>
    internal void Fit(string value)
    {
        if (IsMissing(value))
            return;
        if (_categories is not null)
        {
            _categories.TryAdd(value, 0);
            return;
        }
        // Welford 1962: mean and deviation of what comes one by one, without the cancellation of a sum of squares.
        double number = Number(value), difference = number - _mean;
        _mean += difference / ++_numbers;
        _squares += difference * (number - _mean);
    }

    internal void Fitted()
    {
        foreach (var (place, category) in Categories.Index())
            _categories![category] = place;
        _deviation = _numbers == 0 ? 0 : Math.Sqrt(_squares / _numbers);
        if (!double.IsFinite(_deviation) || !double.IsFinite(_mean))
            throw new DatasetException($"The column '{Name}' holds numbers too large to take a deviation of: scale them down.");
    }

    internal void Write(string value, Span<float> features)
    {
        features.Clear();
        if (_categories is null)
            features[0] = IsMissing(value) || _deviation == 0 ? 0 : (float)((Number(value) - _mean) / _deviation);
        else if (_categories.TryGetValue(value, out int place))
            features[place] = 1;
    }

    /// <summary>The number of a category, -1 for one that training rows do not have.</summary>
    internal int IndexOf(string value) => _categories!.GetValueOrDefault(value, -1);

    internal static bool IsMissing(string value) => Missing.Contains(value, StringComparer.OrdinalIgnoreCase);

    internal static double Number(string value) => TryNumber(value, out double number) ? number : 0;

    private static bool TryNumber(string value, out double number) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
