namespace ModelZoo.Cli.Commands;

/// <summary>What each model's default recipe came to, as `benchmarks -- recipes` measured it.</summary>
internal static class OwnResults
{
    private static readonly Lazy<Dictionary<string, string[]>> Rows = new(() =>
    {
        using var table = new StreamReader(typeof(OwnResults).Assembly.GetManifestResourceStream("recipes.tsv")!);
        return table.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split('\t')).ToDictionary(row => row[0]);
    });

    /// <summary>Such as "accuracy 0.85 in 40 s"; empty where nothing has been measured.</summary>
    internal static string Of(string model) => Rows.Value.TryGetValue(model, out var row) ? $"{row[2]} {row[3]} in {row[4]} s" : "";
}
