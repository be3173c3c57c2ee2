
using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets;
using ModelZoo.Tables;

namespace ModelZoo.Cli.Commands;

/// <summary>list: the models, or the data sets.</summary>
internal static class ListCommand
{
    internal static Command Verb()
    {
        var json = Shared.Json();
        var datasets = new Option<bool>("--datasets") { Description = "the data sets instead of the models" };
        var root = Shared.DataRoot();
        var verb = new Command("list", "Show all models, or all data sets. Example: modelzoo list --datasets") { json, datasets, root };
        verb.SetAction(parsed =>
        {
            if (parsed.GetValue(datasets))
                Datasets(parsed.GetValue(root), parsed.GetValue(json));
            else
                Models(parsed.GetValue(json));
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Models(bool json)
    {
        if (json)
        {
            Print(Zoo.Entries.Select(entry => new JsonObject
            {
                ["name"] = entry.Name,
                ["family"] = entry.Family,
                ["paper"] = entry.Paper,
                ["year"] = entry.Year,
                ["input"] = entry.Input.ToString(),
                ["parameters"] = entry.Parameters,
                ["macs"] = entry.Macs,
                ["dataset"] = entry.Recipe.Dataset,
                ["recipe"] = Recipe(entry),
                ["published"] = entry.Published,
                ["ours"] = OwnResults.Of(entry.Name),
            }));
            return;
        }
        TextTable.Write(["name", "family", "input", "parameters", "MACs", "recipe", "published", "ours", "paper"],
            Zoo.Entries.Select(e => new[] { e.Name, e.Family, e.Input.ToString(), $"{e.Parameters:N0}", $"{e.Macs:N0}", Recipe(e), e.Published, OwnResults.Of(e.Name), $"{e.Year}: {e.Paper}" }), right: [3, 4], dispensable: [4, 8, 5, 7, 1, 6]);
    }

    private static string Recipe(Entry entry) =>
        $"{entry.Recipe.Dataset}, {entry.Recipe.Epochs} epoch{(entry.Recipe.Epochs == 1 ? "" : "s")}, {entry.Recipe.Optimizer} {entry.Recipe.LearningRate}";

    private static void Datasets(string? root, bool json)
    {
        if (json)
        {
            Print(DatasetCatalog.Entries.Select(entry => new JsonObject
            {
                ["name"] = entry.Name,
                ["family"] = entry.Family,
                ["contents"] = entry.Contents,
                ["origin"] = entry.Origin,
                ["bytes"] = entry.Bytes,
                ["present"] = entry.IsPresent(root),
                ["location"] = entry.Location(root),
            }));
            return;
        }
        TextTable.Write(["name", "family", "size", "here", "contents", "origin"],
            DatasetCatalog.Entries.Select(e => new[] { e.Name, e.Family, e.Files.Count == 0 ? "computed" : e.Bytes == 0 ? "?" : $"{e.Bytes / 1e6:F1} MB", e.IsPresent(root) ? "yes" : "no", e.Contents, e.Origin }), right: [2], dispensable: [5, 1]);
    }

    private static void Print(IEnumerable<JsonObject> rows) => Console.Out.WriteLine(new JsonArray([.. rows]).ToJsonString());
}
