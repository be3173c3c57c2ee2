using System.Text;
using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets.Tables;

/// <summary>
/// Reads CSV files (RFC 4180). The separator is the comma, semicolon or tab, whichever the header has most of. One row
/// is in memory at a time, and errors name the line.
/// </summary>
internal sealed class Csv : IDisposable
{
    private readonly string _path;
    private readonly TextSource _text;
    private readonly char _separator;
    private readonly StringBuilder _field = new();
    private int _line = 1;

    private Csv(string path)
    {
        _path = path;
        _text = TextSource.Open(path);
        var header = _text.Buffered.ToString().Split('\n')[0];
        _separator = new[] { ',', ';', '\t' }.MaxBy(candidate => header.Count(c => c == candidate));
    }

    /// <summary>The rows, the header first, each with as many fields as the header.</summary>
    internal static IEnumerable<string[]> Read(string path)
    {
        using var csv = new Csv(path);
        int width = 0;
        while (csv._text.Peek() >= 0)
        {
            int line = csv._line;
            var fields = csv.Row();
            if (fields is [""])
                continue;
            if (width > 0 && fields.Count != width)
                throw csv.Error(line, $"{fields.Count} fields, but the header has {width}; give all rows as many");
            width = fields.Count;
            yield return [.. fields];
        }
    }

    public void Dispose() => _text.Dispose();

    private List<string> Row()
    {
        var fields = new List<string>();
        do
        {
            fields.Add(_text.Peek() == '"' ? Quoted() : Plain());
            if (!AtEndOfField())
                throw Error(_line, $"'{(char)_text.Peek()}' follows a closing quote; " +
                    $"put a '{_separator}' between the fields, or double a quote inside a field");
        }
        while (Skip(_separator));
        Skip('\r');
        Skip('\n');
        _line++;
        return fields;
    }

    private string Plain()
    {
        _field.Clear();
        while (!AtEndOfField())
            _field.Append((char)_text.Read());
        return _field.ToString().Trim();
    }

    private string Quoted()
    {
        int start = _line;
        _field.Clear();
        _text.Read();
        for (int next; (next = _text.Read()) >= 0; _field.Append((char)next))
        {
            if (next == '"' && !Skip('"'))
                return _field.ToString();
            if (next == '\n')
                _line++;
        }
        throw Error(start, "a quote is opened and never closed");
    }

    private bool AtEndOfField() => _text.Peek() is var next && (next is < 0 or '\r' or '\n' || next == _separator);

    private bool Skip(char character)
    {
        bool found = _text.Peek() == character;
        if (found)
            _text.Read();
        return found;
    }

    private DatasetException Error(int line, string what) => new($"{_path}, line {line}: {what}.");
}
