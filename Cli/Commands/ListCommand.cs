using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>list: the models, or the data sets.</summary>
internal static class ListCommand
{
    // What each model's default recipe gave, as `benchmarks -- recipes` measured it.
    private static readonly Lazy<Dictionary<string, string[]>> Results = new(() =>
    {
        using var stream = typeof(ListCommand).Assembly.GetManifestResourceStream("recipes.tsv")!;
        var lines = new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        return lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t'))
            .ToDictionary(row => row[0]);
    });

    internal static Command Verb()
    {
        var datasets = Options.Switch("--datasets", "list data sets instead of models");
        var (json, root) = (Options.Json(), Options.DataRoot());
        var filter = new Argument<string?>("filter")
        {
            Description = "only rows whose name, family or data set contains this",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verb = new Command("list", Options.About("List all models or all data sets", "list --datasets"))
        {
            filter, json, datasets, root,
        };
        verb.SetAction(parsed =>
        {
            if (parsed.GetValue(datasets))
                Datasets(parsed.GetValue(root), parsed.GetValue(json), parsed.GetValue(filter) ?? "");
            else
                Models(parsed.GetValue(json), parsed.GetValue(filter) ?? "");
        });
        return verb;
    }

    private static void Models(bool json, string filter)
    {
        Entry[] entries =
            [.. Zoo.Entries.Where(entry => Contains(filter, entry.Name, entry.Family, entry.Recipe.Dataset))];
        Check(entries.Length, "model", filter);
        if (json)
            Output.Json(entries.Select(entry => Output.Object(
                ("name", entry.Name), ("family", entry.Family), ("paper", entry.Paper), ("year", entry.Year),
                ("input", entry.Input.ToString()), ("parameters", entry.Parameters), ("macs", entry.Macs),
                ("dataset", entry.Recipe.Dataset), ("recipe", Recipe(entry)), ("published", entry.Published),
                ("ours", Ours(entry)))));
        else
            TextTable.Write(["name", "family", "input", "parameters", "MACs", "recipe", "published", "ours", "paper"],
                entries.Select(entry => new[]
                {
                    entry.Name, entry.Family, entry.Input.ToString(), $"{entry.Parameters:N0}", $"{entry.Macs:N0}",
                    Recipe(entry), Published(entry), Ours(entry), $"{entry.Year}: {entry.Paper}",
                }),
                right: [3, 4], dispensable: [4, 8, 5, 7, 1, 6]);
    }

    private static string Recipe(Entry entry) =>
        $"{entry.Recipe.Dataset}, {Output.Count(entry.Recipe.Epochs, "epoch")}, "
        + $"{entry.Recipe.Optimizer} {entry.Recipe.LearningRate}";

    // Beside ours only what was measured alike.
    private static string Published(Entry entry) =>
        Results.Value.TryGetValue(entry.Name, out var row) ? entry.PublishedFor(row[1], row[2]) : entry.Published;

    // Such as "accuracy 0.85 in 40 s"; empty for a model that was not measured.
    private static string Ours(Entry entry) =>
        Results.Value.TryGetValue(entry.Name, out var row) ? $"{row[2]} {row[3]} in {row[4]} s"
            + (entry.Caution.Length > 0 ? $" ({entry.Caution})" : "") : "";

    private static void Check(int found, string noun, string filter)
    {
        if (found == 0)
            throw new RecipeException($"No {noun} has '{filter}' in its name or family: list without it shows all.");
    }

    private static bool Contains(string filter, params string[] fields) =>
        fields.Any(field => field.Contains(filter, StringComparison.OrdinalIgnoreCase));

    private static void Datasets(string? root, bool json, string filter)
    {
        DatasetEntry[] entries =
            [.. DatasetCatalog.Entries.Where(entry => Contains(filter, entry.Name, entry.Family))];
        Check(entries.Length, "data set", filter);
        if (json)
            Output.Json(entries.Select(entry => Output.Object(
                ("name", entry.Name), ("family", entry.Family), ("contents", entry.Contents), ("origin", entry.Origin),
                ("bytes", entry.Bytes), ("present", entry.IsPresent(root)), ("location", entry.Location(root)))));
        else
            TextTable.Write(["name", "family", "size", "here", "contents", "origin"],
                entries.Select(entry => new[]
                {
                    entry.Name, entry.Family,
                    entry.Files.Count == 0 ? "computed" : entry.Bytes == 0 ? "?" : $"{entry.Bytes / 1e6:F1} MB",
                    entry.IsPresent(root) ? "yes" : "no", entry.Contents, entry.Origin,
                }),
                right: [2], dispensable: [5, 1]);
    }
}
