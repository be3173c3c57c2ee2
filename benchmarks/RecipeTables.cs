using System.Text;
using System.Text.RegularExpressions;
using ModelZoo.Tables;

namespace ModelZoo.Benchmarks;

/// <summary>The results of the default recipes, as docs/models.md shows them between two marks.</summary>
internal static partial class RecipeTables
{
    internal static string Results => Path.Combine(Places.Repository(), "ModelZoo", "Results", "recipes.tsv");

    internal static void Write()
    {
        var results = File.ReadAllLines(Results).Skip(1).Select(row => row.Split('\t')).ToArray();
        var table = new StringBuilder(
            "| model | parameters | the default recipe | comes to | in | published |\n|---|---|---|---|---|---|\n");
        foreach (var row in results)
            table.Append(Line(Zoo.Find(row[0]), row));
        var path = Path.Combine(Places.Repository(), "docs", "models.md");
        var text = File.ReadAllText(path);
        if (!Block().IsMatch(text))
            throw new InvalidOperationException(
                $"{path} has no place for the table: add a line <!-- recipes -->, and <!-- /recipes --> below it.");
        File.WriteAllText(path, Block().Replace(text, $"<!-- recipes -->\n{table}<!-- /recipes -->"));
    }

    private static string Line(Entry entry, string[] row)
    {
        var recipe = entry.Recipe;
        var tested = recipe.LimitTest is { } test ? $" (tested on {test:N0})" : "";
        var images = recipe.LimitTrain is { } train ? $", {train:N0} images{tested}" : "";
        var size = recipe.Size is { } side && side != entry.Input.Size ? $" at {side} pixels" : "";
        var epochs = $"{recipe.Epochs} epoch{(recipe.Epochs == 1 ? "" : "s")}";
        var cores = row[5] == "1" ? ", one core" : "";
        return $"| `{entry.Name}` | {entry.Parameters:N0} | {row[1]}{images}{size}, {epochs} | {row[2]} {row[3]} "
            + $"| {row[4]} s{cores} | {entry.PublishedFor(row[1], row[2])}{Caution(entry)} |\n";
    }

    private static string Caution(Entry entry) => entry.Caution.Length > 0 ? $" ({entry.Caution})" : "";

    [GeneratedRegex("<!-- recipes -->.*<!-- /recipes -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
