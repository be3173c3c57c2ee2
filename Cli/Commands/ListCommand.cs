using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Datasets;
using Spectre.Console;

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
                ["published"] = entry.Published,
            }));
            return;
        }
        var table = Plain("name", "family", "input", "parameters", "MACs", "recipe", "published", "paper");
        foreach (var e in Zoo.Entries)
            table.AddRow(Cells(e.Name, e.Family, e.Input.ToString(), $"{e.Parameters:N0}", $"{e.Macs:N0}",
                $"{e.Recipe.Dataset}, {e.Recipe.Epochs} epochs, {e.Recipe.Optimizer} {e.Recipe.LearningRate}", e.Published, $"{e.Paper}, {e.Year}"));
        AnsiConsole.Write(table);
    }

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
        var table = Plain("name", "family", "contents", "size", "here", "origin");
        foreach (var e in DatasetCatalog.Entries)
            table.AddRow(Cells(e.Name, e.Family, e.Contents, e.Bytes == 0 ? "computed" : $"{e.Bytes / 1e6:F1} MB", e.IsPresent(root) ? "yes" : "no", e.Origin));
        AnsiConsole.Write(table);
    }

    private static void Print(IEnumerable<JsonObject> rows) => Console.Out.WriteLine(new JsonArray([.. rows]).ToJsonString());

    private static Table Plain(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        return table;
    }

    private static Text[] Cells(params string[] cells) => [.. cells.Select(cell => new Text(cell))];
}
