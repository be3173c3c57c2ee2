using System.Globalization;

namespace ModelZoo.Datasets;

/// <summary>
/// One column of a table as features. Numbers are standardised by the training rows' mean and deviation, a missing one becomes their mean;
/// categories become one feature each, a missing or new one none of them.
/// </summary>
internal sealed class Column
{
    private static readonly string[] Missing = ["", "na", "n/a", "nan", "null", "none", "?"];
    private readonly Dictionary<string, int>? _categories;
    private readonly double _mean, _deviation = 1;

    /// <param name="training">The values of the training rows alone: what is fitted sees no other.</param>
    /// <param name="all">Every value: they decide whether it holds numbers.</param>
    internal Column(string name, IReadOnlyList<string> all, IReadOnlyList<string> training)
    {
        Name = name;
        if (all.Any(value => !IsMissing(value) && !TryNumber(value, out _)))
        {
            _categories = [];
            foreach (var value in training.Where(value => !IsMissing(value)).Distinct().Order(StringComparer.Ordinal))
                _categories[value] = _categories.Count;
            return;
        }
        var numbers = training.Where(value => !IsMissing(value)).Select(Number).ToList();
        if (numbers.Count == 0)
            return;
        _mean = numbers.Average();
        _deviation = Math.Sqrt(numbers.Average(number => (number - _mean) * (number - _mean)));
        if (!double.IsFinite(_deviation))
            throw new DatasetException($"The column '{name}' holds numbers too large to take a deviation of: scale them down.");
    }

    internal string Name { get; }

    internal IReadOnlyList<string> Categories => _categories is null ? [] : [.. _categories.Keys];

    internal bool IsNumeric => _categories is null;

    /// <summary>How many features it becomes.</summary>
    internal int Width => _categories?.Count ?? 1;

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

    internal static bool IsMissing(string value) => Missing.Contains(value.ToLowerInvariant());

    internal static double Number(string value) => TryNumber(value, out double number) ? number : 0;

    private static bool TryNumber(string value, out double number) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
