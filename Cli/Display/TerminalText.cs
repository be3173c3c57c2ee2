namespace ModelZoo.Cli.Display;

/// <summary>Wraps text at the width of the terminal, between words.</summary>
internal static class TerminalText
{
    private const int Narrowest = 40;

    /// <summary>Columns of the terminal; without limit if the output is a file or a pipe.</summary>
    internal static int Width => Console.IsOutputRedirected ? int.MaxValue : Math.Max(Narrowest, Console.WindowWidth);

    /// <param name="indent">Spaces before each line but the first.</param>
    internal static string Wrap(string text, int indent = 0)
    {
        int width = Width;
        if (text.Length <= width)
            return text;
        var lines = new List<string>();
        for (var rest = text; rest.Length > 0;)
        {
            int room = width - (lines.Count == 0 ? 0 : indent);
            // At the last space after the first line's own indentation; a word longer than the line is cut.
            int cut = rest.Length <= room ? rest.Length : rest.LastIndexOf(' ', room);
            if (cut <= indent && rest.Length > room)
                cut = room;
            lines.Add(lines.Count == 0 ? rest[..cut].TrimEnd() : new string(' ', indent) + rest[..cut].TrimEnd());
            rest = rest[cut..].TrimStart();
        }
        return string.Join(Environment.NewLine, lines);
    }
}
