namespace ModelZoo.Cli.Display;

/// <summary>Rows in columns as wide as they need. On a terminal that is too narrow, columns are left out, and the rest is cut at its edge.</summary>
internal static class TextTable
{
    /// <param name="right">Columns of numbers, which are set to the right.</param>
    /// <param name="dispensable">Columns that may be left out, first the one that is missed least.</param>
    internal static void Write(string[] names, IEnumerable<string[]> cells, int[]? right = null, int[]? dispensable = null)
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
            var line = string.Join("  ", shown.Select(column => right?.Contains(column) == true ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]))).TrimEnd();
            Console.Out.WriteLine(line.Length <= edge ? line : line[..(edge - 1)] + "…");
        }
        if (shown.Count < names.Length)
            Console.Out.WriteLine(TerminalText.Wrap($"(Not shown in {edge} columns: {string.Join(", ", names.Where((_, column) => !shown.Contains(column)))}.)"));
    }
}
