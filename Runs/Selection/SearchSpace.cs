
using System.Globalization;
using System.Text.RegularExpressions;
using ModelZoo.Datasets.Transforms;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;

namespace ModelZoo.Runs.Selection;

/// <summary>The settings that a search may change, and between what: lr=log:0.001..1,batch-size=64|128|256,optimizer=sgd|adam.</summary>
public sealed partial class SearchSpace
{
    // What trials are compared on, or what the method itself decides, is the same for all of them.
    private static readonly string[] Fixed = ["model", "dataset", "epochs", "steps", "validation", "limit-train", "limit-test", "seed", "device", "threads", "max-time", "checkpoint-every", "checkpoint-time", "keep", "keep-best"];

    // Names that the table of settings takes as they come, because what they name is looked up later.
    private static readonly Dictionary<string, Action<string>> Named = new()
    {
        ["optimizer"] = text => OptimizerTable.Rate(new NamedOptions(text).Name),
        ["schedule"] = text => ScheduleTable.Create(text, steps: 100, epochs: 10),
        ["augment"] = text => Augment.Parse(text, classes: 10),
        ["init"] = text => Initialisation.Check(text),
    };

    private SearchSpace(string text, IReadOnlyList<Dimension> dimensions) => (Text, Dimensions) = (text, dimensions);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>The settings at a place of the cube.</summary>
    public IReadOnlyDictionary<string, string> Values(IReadOnlyList<double> point) =>
        Dimensions.Select((dimension, i) => (dimension.Name, Text: dimension.Text(point[i]))).ToDictionary(value => value.Name, value => value.Text);

    internal double[] Snap(IReadOnlyList<double> point) => [.. Dimensions.Select((dimension, i) => dimension.Snap(point[i]))];

    public static SearchSpace Parse(string text)
    {
        var dimensions = new List<Dimension>();
        foreach (var row in Rows(text))
        {
            var pair = row.Split('=', 2);
            if (pair.Length != 2 || pair[1].Length == 0)
                throw new RecipeException($"--search: '{row}' is not a setting with its values: write lr=log:0.001..1 or optimizer=sgd|adam.");
            var field = RecipeTable.Find(pair[0]);
            if (Fixed.Contains(field.Name))
                throw new RecipeException($"--search: '{field.Name}' is the same for all trials, or they could not be compared: give it as --{field.Name}.");
            if (dimensions.Any(known => known.Name == field.Name))
                throw new RecipeException($"--search has '{field.Name}' twice: give all its values in one place.");
            dimensions.Add(Dimension(field, pair[1]));
        }
        return dimensions.Count > 0 ? new SearchSpace(text, dimensions)
            : throw new RecipeException("--search is empty: name settings and their values, such as lr=log:0.001..1,optimizer=sgd|adam.");
    }

    private static Dimension Dimension(RecipeField field, string values)
    {
        if (Between().Match(values) is { Success: true } range)
            return Range(field, values, range);
        var choices = values.Split('|');
        if (choices.Distinct().Count() < choices.Length || choices.Contains(""))
            throw new RecipeException($"--search: '{field.Name}={values}' has an empty value or one twice.");
        foreach (var choice in choices)
            Check(field, choice);
        return new Choices(field.Name, choices);
    }

    private static Dimension Range(RecipeField field, string values, Match range)
    {
        bool log = range.Groups["log"].Success;
        double Number(string name) => double.TryParse(range.Groups[name].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
        var (low, high) = (Number("low"), Number("high"));
        if (field is not (NumberField or WholeField))
            throw new RecipeException($"--search: '{field.Name}' is not a number, so it has no range: list its values, as in {field.Name}=a|b.");
        if (!(low < high) || !double.IsFinite(high - low) || (log && low <= 0))
            throw new RecipeException($"--search: '{field.Name}={values}' is not a range: write a lower and a higher number, {(log ? "both above 0, because of log:, " : "")}as in 0.001..1.");
        Check(field, range.Groups["low"].Value);
        Check(field, range.Groups["high"].Value);
        return field is WholeField ? new WholeNumbers(field.Name, (long)low, (long)high, log) : new Numbers(field.Name, low, high, log);
    }

    private static void Check(RecipeField field, string value)
    {
        field.With(new Recipe { Model = "" }, value);
        Named.GetValueOrDefault(field.Name)?.Invoke(value);
    }

    // A comma begins a setting, but for those of a name's own options: schedule=step:size=3,gamma=0.5|cosine.
    private static List<string> Rows(string text)
    {
        var rows = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (rows.Count > 0 && rows[^1].Split('|')[^1].Contains(':') && !Between().IsMatch(rows[^1].Split('=', 2)[^1]) && RecipeTable.Fields.All(field => field.Name != part.Split('=')[0]))
                rows[^1] += "," + part;
            else
                rows.Add(part);
        return rows;
    }

    [GeneratedRegex(@"^(?<log>log:)?(?<low>[^|]*?)\.\.(?<high>[^|]*)$")]
    private static partial Regex Between();
}
