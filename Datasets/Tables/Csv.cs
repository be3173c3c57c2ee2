
using System.Text;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets.Tables;

/// <summary>RFC 4180: fields between commas (or semicolons, or tabs, whichever the header has most of), quoted where they hold one, quotes doubled.</summary>
internal static class Csv
{
    /// <summary>The rows, the header first, each with as many fields as the header; read as they are asked for, so that no more than one is in memory.</summary>
    internal static IEnumerable<string[]> Read(string path)
    {
        using var text = TextSource.Open(path);
        char separator = Separator(text.Ahead);
        var fields = new List<string>();
        var field = new StringBuilder();
        int width = 0;
        for (int line = 1; text.Peek() >= 0; line++)
        {
            int start = line;
            do
            {
                fields.Add(text.Peek() == '"' ? Quoted(text, field, ref line, path) : Plain(text, field, separator));
                if (text.Peek() is var next and >= 0 && next != separator && next is not '\r' and not '\n')
                    throw new DatasetException($"{path}, line {line}: '{(char)next}' follows a closing quote; put a '{separator}' between the fields, or double quotes that belong to one.");
            }
            while (Skip(text, separator));
            Skip(text, '\r');
            Skip(text, '\n');
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                if (width > 0 && fields.Count != width)
                    throw new DatasetException($"{path}, line {start}: {fields.Count} fields, but the header has {width}; give every row the same number.");
                width = fields.Count;
                yield return [.. fields];
            }
            fields.Clear();
        }
    }

    private static bool Skip(TextSource text, char character)
    {
        bool there = text.Peek() == character;
        if (there)
            text.Read();
        return there;
    }

    private static char Separator(ReadOnlySpan<char> ahead)
    {
        int end = ahead.IndexOf('\n');
        var header = (end < 0 ? ahead : ahead[..end]).ToString();
        return new[] { ',', ';', '\t' }.MaxBy(candidate => header.Count(c => c == candidate));
    }

    private static string Plain(TextSource text, StringBuilder field, char separator)
    {
        field.Clear();
        while (text.Peek() is var next and >= 0 && next != separator && next is not '\r' and not '\n')
            field.Append((char)text.Read());
        return field.ToString().Trim();
    }

    private static string Quoted(TextSource text, StringBuilder field, ref int line, string path)
    {
        int start = line;
        field.Clear();
        text.Read();
        for (int next; (next = text.Read()) >= 0; field.Append((char)next))
        {
            if (next == '"' && !Skip(text, '"'))
                return field.ToString();
            if (next == '\n')
                line++;
        }
        throw new DatasetException($"{path}, line {start}: a quote is opened and never closed.");
    }
}
