
using System.Text;
using System.Text.RegularExpressions;
using ModelZoo.Tables;

namespace ModelZoo.Benchmarks;

/// <summary>What the default recipes came to, as README.md and docs/models.md show it between two marks.</summary>
internal static partial class RecipeTables
{
    /// <summary>The names that the README shows; docs/models.md has all.</summary>
    private static readonly string[] Shown =
    [
        "linear-regression", "softmax", "perceptron", "mlp", "maxout", "lenet", "lenet-bn", "lenet5", "alexnet", "vgg11-quarter", "nin", "googlenet", "resnet18", "densenet", "mobilenet",
        "rnn", "lstm", "gru", "lstm-classifier", "seq2seq", "seq2seq-attention", "autoencoder", "denoising-autoencoder", "stacked-autoencoder", "conv-autoencoder", "vae", "conv-vae",
    ];

    internal static string Results(string root) => Path.Combine(root, "ModelZoo", "Results", "recipes.tsv");

    internal static void Write(string root)
    {
        var results = File.ReadAllLines(Results(root)).Skip(1).Select(row => row.Split('\t')).ToArray();
        Put(Path.Combine(root, "README.md"), results.Where(row => Shown.Contains(row[0])));
        Put(Path.Combine(root, "docs", "models.md"), results);
    }

    private static void Put(string page, IEnumerable<string[]> results)
    {
        var table = new StringBuilder("| model | parameters | the default recipe | comes to | in | published |\n|---|---|---|---|---|---|\n");
        foreach (var row in results)
            table.Append(Line(Zoo.Find(row[0]), row));
        var text = File.ReadAllText(page);
        if (!Block().IsMatch(text))
            throw new InvalidOperationException($"{page} has no place for the table: a line <!-- recipes -->, and <!-- /recipes --> below it.");
        File.WriteAllText(page, Block().Replace(text, $"<!-- recipes -->\n{table}<!-- /recipes -->"));
    }

    private static string Line(Entry entry, string[] row)
    {
        var recipe = entry.Recipe;
        var data = $"{row[1]}{(recipe.LimitTrain is { } limit ? $", {limit:N0} images{(recipe.LimitTest is { } tested ? $" (tested on {tested:N0})" : "")}" : "")}{(recipe.Size is { } size && size != entry.Input.Size ? $" at {size} pixels" : "")}, {recipe.Epochs} epoch{(recipe.Epochs == 1 ? "" : "s")}";
        return $"| `{entry.Name}` | {entry.Parameters:N0} | {data} | {row[2]} {row[3]} | {row[4]} s{(row[5] == "1" ? ", one core" : "")} | {entry.Published} |\n";
    }

    [GeneratedRegex("<!-- recipes -->.*<!-- /recipes -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
