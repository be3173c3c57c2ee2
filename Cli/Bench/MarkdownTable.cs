using System.Text;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Bench;

/// <summary>Results as a page of the docs shows them, between two marks that stay where they are.</summary>
internal static class MarkdownTable
{
    private static string Begin(string name) => $"<!-- bench {name} -->";

    private const string End = "<!-- /bench -->";

    internal static void Put(string page, string name, string table, string about)
    {
        var text = File.Exists(page) ? File.ReadAllText(page) : throw new RecipeException($"There is no page {page}: --write takes a Markdown file with the line {Begin(name)}, and {End} below it.");
        int start = text.IndexOf(Begin(name), StringComparison.Ordinal), end = start < 0 ? -1 : text.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0)
            throw new RecipeException($"{page} has no place for the table: a line {Begin(name)}, and {End} below it.");
        File.WriteAllText(page, $"{text[..start]}{Begin(name)}\n{table}\n{about}\n{text[end..]}");
    }

    internal static string Of(IReadOnlyList<Measured> results, string[] peers)
    {
        var table = new StringBuilder("| case | ms | threads, memory format |");
        foreach (var peer in peers)
            table.Append($" {peer} | ours / its |");
        table.Append("\n|---|---|---|").Append(string.Concat(Enumerable.Repeat("---|---|", peers.Length))).Append('\n');
        foreach (var result in results)
        {
            table.Append($"| {result.Case} | {result.Median:F2} | {result.Threads}, {result.Layout} |");
            foreach (var peer in peers)
                table.Append($" {StepClock.Median(result.Peers[peer]):F2} | {result.Ratio(peer):F2} |");
            table.Append('\n');
        }
        return table.ToString();
    }
}
