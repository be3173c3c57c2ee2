using System.Globalization;
using System.Text.RegularExpressions;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>The settings that a search changes, and their values: lr=log:0.001..1,optimizer=sgd|adam.</summary>
public sealed partial class SearchSpace
{
    // Trials are compared on these, or the search itself decides them.
    private static readonly string[] Fixed =
    [
        "model", "dataset", "epochs", "steps", "validation", "limit-train", "limit-test", "seed", "device", "threads",
        "max-time", "checkpoint-every", "checkpoint-time", "keep", "keep-best",
    ];

    private SearchSpace(IReadOnlyList<Dimension> dimensions) => Dimensions = dimensions;

    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>The settings at a point of the cube.</summary>
    internal IReadOnlyDictionary<string, string> Values(IReadOnlyList<double> point) =>
        Dimensions.Zip(point).ToDictionary(pair => pair.First.Name, pair => pair.First.Text(pair.Second));

    internal double[] Snap(IReadOnlyList<double> point) =>
        [.. Dimensions.Zip(point, (dimension, place) => dimension.Snap(place))];

    public static SearchSpace Parse(string text)
    {
        var dimensions = new List<Dimension>();
        foreach (var row in Rows(text))
        {
            var pair = row.Split('=', 2);
            if (pair.Length != 2 || pair[1].Length == 0)
                throw new RecipeException($"--search: '{row}' is not a setting with its values: "
                    + "write lr=log:0.001..1 or optimizer=sgd|adam.");
            var setting = Setting.Find(pair[0]);
            if (Fixed.Contains(setting.Name))
                throw new RecipeException($"--search: '{setting.Name}' is the same for all trials, "
                    + $"or they could not be compared: give it as --{setting.Name}.");
            if (dimensions.Any(known => known.Name == setting.Name))
                throw new RecipeException($"--search has '{setting.Name}' twice: give all its values in one place.");
            dimensions.Add(Dimension(setting, pair[1]));
        }
        return dimensions.Count > 0 ? new SearchSpace(dimensions) : throw new RecipeException(
            "--search is empty: name settings and their values, such as lr=log:0.001..1,optimizer=sgd|adam.");
    }

    private static Dimension Dimension(Setting setting, string values)
    {
        if (RangePattern().Match(values) is { Success: true } range)
            return Range(setting, values, range);
        var choices = values.Split('|');
        if (choices.Distinct().Count() < choices.Length || choices.Contains(""))
            throw new RecipeException($"--search: '{setting.Name}={values}' has an empty value or one twice.");
        foreach (var choice in choices)
            Check(setting, choice);
        return new Choices(setting.Name, choices);
    }

    private static Dimension Range(Setting setting, string values, Match range)
    {
        string lowText = range.Groups["low"].Value, highText = range.Groups["high"].Value;
        double low = Number(lowText), high = Number(highText);
        bool log = range.Groups["log"].Success;
        if (!setting.IsNumber)
            throw new RecipeException($"--search: '{setting.Name}' is not a number, so it has no range: "
                + $"list its values, as in {setting.Name}=a|b.");
        if (!(low < high) || !double.IsFinite(high - low) || (log && low <= 0))
            throw new RecipeException($"--search: '{setting.Name}={values}' is not a range: "
                + "write a lower and a higher number, "
                + $"{(log ? "both above 0, because of log:, " : "")}as in 0.001..1.");
        Check(setting, lowText);
        Check(setting, highText);
        return setting.IsWhole
            ? new WholeNumbers(setting.Name, (long)low, (long)high, log)
            : new Numbers(setting.Name, low, high, log);
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static void Check(Setting setting, string value) =>
        RecipeCheck.Names(new Settings("").Set(setting.Name, value, "search").Recipe);

    // A comma separates settings, and also the options of a name: schedule=step:size=3,gamma=0.5|cosine.
    private static List<string> Rows(string text)
    {
        var rows = new List<string>();
        var names = Setting.All.Select(setting => setting.Name).ToHashSet();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (rows.Count > 0 && EndsWithOption(rows[^1]) && !names.Contains(part.Split('=')[0]))
                rows[^1] += "," + part;
            else
                rows.Add(part);
        return rows;
    }

    private static bool EndsWithOption(string row) =>
        row.Split('|')[^1].Contains(':') && !RangePattern().IsMatch(row.Split('=', 2)[^1]);

    [GeneratedRegex(@"^(?<log>log:)?(?<low>[^|]*?)\.\.(?<high>[^|]*)$")]
    private static partial Regex RangePattern();
}
