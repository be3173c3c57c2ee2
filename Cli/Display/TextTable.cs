namespace ModelZoo.Cli.Display;

/// <summary>
/// Prints rows in columns that are as wide as needed. On a narrow terminal it leaves columns out and cuts what is still
/// too long.
/// </summary>
internal static class TextTable
{
    /// <param name="right">Columns that are aligned right, such as numbers.</param>
    /// <param name="dispensable">Columns that may be left out, the least important first.</param>
    internal static void Write(
        string[] names, IEnumerable<string[]> cells, int[]? right = null, int[]? dispensable = null)
    {
        string[][] rows = [names, .. cells];
        var widths = names.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        int edge = TerminalText.Width;
        var shown = new SortedSet<int>(Enumerable.Range(0, names.Length).Except(dispensable ?? []));
        foreach (int column in (dispensable ?? []).Reverse())
            if (shown.Sum(other => widths[other] + 2) + widths[column] <= edge)
                shown.Add(column);
        foreach (var row in rows)
        {
            var line = string.Join("  ", shown.Select(column => right?.Contains(column) == true
                ? row[column].PadLeft(widths[column])
                : row[column].PadRight(widths[column]))).TrimEnd();
            Console.Out.WriteLine(line.Length <= edge ? line : line[..(edge - 1)] + "…");
        }
        var hidden = names.Where((_, column) => !shown.Contains(column)).ToArray();
        if (hidden.Length > 0)
            Console.Out.WriteLine(TerminalText.Wrap($"(Not shown in {edge} columns: {string.Join(", ", hidden)}.)"));
    }
}
