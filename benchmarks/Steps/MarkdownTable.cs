using ModelZoo.Training.Names;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>Puts results into a page of the docs, between two marks that stay where they are.</summary>
internal static class MarkdownTable
{
    private const string End = "<!-- /bench -->";

    /// <param name="name">Which of the page's tables: the one below the line `bench NAME`.</param>
    /// <param name="about">A line below the table: when, where and how it was measured.</param>
    internal static void Write(
        string page, string name, string[] columns, IEnumerable<string[]> rows, string about)
    {
        var begin = $"<!-- bench {name} -->";
        if (!File.Exists(page))
            throw new RecipeException(
                $"There is no page {page}: --write takes a Markdown file with the lines {begin} and, below it, {End}.");
        var text = File.ReadAllText(page);
        int start = text.IndexOf(begin, StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0)
            throw new RecipeException(
                $"{page} has no place for the table: add the lines {begin} and, below it, {End}.");
        string[] lines = [Line(columns), Line(columns.Select(_ => "---")), .. rows.Select(Line), "", about];
        File.WriteAllText(page, $"{text[..start]}{begin}\n{string.Join('\n', lines)}\n{text[end..]}");
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
