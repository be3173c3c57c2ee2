
using System.Text;
using ModelZoo.Datasets.Files;

namespace ModelZoo.Datasets.Text;

/// <summary>A text read from its start to its end, in memory a block at a time: UTF-8, or UTF-16 or UTF-32 with its mark; plain or gzipped.</summary>
internal sealed class TextSource : TextReader
{
    private const int Block = 1 << 16;
    private static readonly Encoding[] Marked = [new UTF32Encoding(false, true, true), new UTF32Encoding(true, true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true), new UTF8Encoding(true, true)];

    private readonly Content _content;
    private readonly byte[] _bytes = new byte[Block];
    // Of any of the encodings a byte makes one character at most; one may be left of the block before.
    private readonly char[] _characters = new char[Block + 2];
    private readonly Encoding _encoding;
    private readonly Decoder _decoder;
    private int _at, _end;
    private long _before;
    private bool _ended;

    internal TextSource(Content content)
    {
        _content = content;
        int read = content.Read(_bytes);
        // UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
        _encoding = Array.Find(Marked, candidate => _bytes.AsSpan(0, read).StartsWith(candidate.Preamble)) ?? Marked[^1];
        _decoder = _encoding.GetDecoder();
        int mark = _bytes.AsSpan(0, read).StartsWith(_encoding.Preamble) ? _encoding.Preamble.Length : 0;
        Decode(mark, read);
        if (_end == 0)
            throw new DatasetException($"{content.Path} is empty: give a file with text in it.");
    }

    internal static TextSource Open(string path)
    {
        var content = Content.Open(path);
        try
        {
            return new TextSource(content);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>What is here of the text that follows: at the start, its first block.</summary>
    internal ReadOnlySpan<char> Ahead => _characters.AsSpan(_at, _end - _at);

    public override int Peek() => _at < _end || Next() ? _characters[_at] : -1;

    public override int Read() => _at < _end || Next() ? _characters[_at++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (_at == _end && !Next())
            return 0;
        int count = Math.Min(buffer.Length, _end - _at);
        _characters.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        base.Dispose(disposing);
    }

    private bool Next()
    {
        while (_at == _end && !_ended)
            Decode(0, _content.Read(_bytes));
        return _at < _end;
    }

    // A block that is not full is the last.
    private void Decode(int first, int end)
    {
        long start = _content.Place - end;
        _ended = end < Block;
        _before += _end;
        _at = 0;
        try
        {
            _end = _decoder.GetChars(_bytes.AsSpan(first, end - first), _characters, flush: _ended);
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException($"{_content.Path} is not {_encoding.WebName} text: byte {start + first + e.Index:N0} does not belong there. Save it as UTF-8.", e);
        }
        int zero = _characters.AsSpan(0, _end).IndexOf('\0');
        if (zero >= 0)
            throw new DatasetException($"{_content.Path} has a zero at character {_before + zero:N0}, so it is no text: give a text file.");
    }
}
