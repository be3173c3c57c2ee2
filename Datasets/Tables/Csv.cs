using System.Text;

namespace ModelZoo.Datasets;

/// <summary>RFC 4180: fields between commas (or semicolons, or tabs, whichever the header has most of), quoted where they hold one, quotes doubled.</summary>
internal static class Csv
{
    /// <summary>The rows, the header first, each with as many fields as the header.</summary>
    internal static List<string[]> Read(string path)
    {
        var text = TextFile.Read(path);
        char separator = Separator(text);
        var rows = new List<string[]>();
        var fields = new List<string>();
        int line = 1;
        for (int i = 0; i < text.Length;)
        {
            int start = line;
            fields.Add(text[i] == '"' ? Quoted(text, ref i, ref line, path) : Plain(text, ref i, separator));
            if (i < text.Length && text[i] == separator)
            {
                // A separator at the very end is followed by one more, empty, field.
                if (++i == text.Length)
                    fields.Add("");
                else
                    if (text[i] is not '\r' and not '\n')
                        continue;
                    else
                        fields.Add("");
            }
            else if (i < text.Length && text[i] is not '\r' and not '\n')
                throw new DatasetException($"{path}, line {line}: '{text[i]}' follows a closing quote; put a '{separator}' between the fields, or double quotes that belong to one.");
            if (i < text.Length && text[i] == '\r')
                i++;
            if (i < text.Length && text[i] == '\n')
                i++;
            line++;
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                if (rows.Count > 0 && fields.Count != rows[0].Length)
                    throw new DatasetException($"{path}, line {start}: {fields.Count} fields, but the header has {rows[0].Length}; give every row the same number.");
                rows.Add([.. fields]);
            }
            fields.Clear();
        }
        return rows.Count > 1 ? rows : throw new DatasetException($"{path} has no rows below its header: give a header line and at least one row.");
    }

    private static char Separator(string text)
    {
        int end = text.IndexOf('\n');
        var header = end < 0 ? text : text[..end];
        return new[] { ',', ';', '\t' }.MaxBy(candidate => header.Count(c => c == candidate));
    }

    private static string Plain(string text, ref int i, char separator)
    {
        int start = i;
        while (i < text.Length && text[i] != separator && text[i] is not '\r' and not '\n')
            i++;
        return text[start..i].Trim();
    }

    private static string Quoted(string text, ref int i, ref int line, string path)
    {
        int start = line;
        var field = new StringBuilder();
        for (i++; i < text.Length; i++)
        {
            if (text[i] == '"' && (i + 1 == text.Length || text[i + 1] != '"'))
            {
                i++;
                return field.ToString();
            }
            if (text[i] == '"')
                i++;
            else if (text[i] == '\n')
                line++;
            field.Append(text[i]);
        }
        throw new DatasetException($"{path}, line {start}: a quote is opened and never closed.");
    }
}
