namespace ModelZoo.Cli.Display;

/// <summary>Rows in columns as wide as they need; on a terminal the last column is cut at its edge.</summary>
internal static class TextTable
{
    internal static void Write(string[] names, IEnumerable<string[]> cells, params int[] right)
    {
        string[][] rows = [names, .. cells];
        var widths = names.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        int edge = Console.IsOutputRedirected ? int.MaxValue : Math.Max(40, Console.WindowWidth);
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => right.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
            Console.Out.WriteLine(line.Length <= edge ? line : line[..(edge - 1)] + "…");
        }
    }
}
