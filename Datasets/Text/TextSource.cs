using System.Text;

namespace ModelZoo.Datasets.Text;

/// <summary>
/// Reads a text block by block: UTF-8, or UTF-16 or UTF-32 with a byte order mark; plain or gzipped. Errors name the
/// place, which StreamReader does not know.
/// </summary>
internal sealed class TextSource : TextReader
{
    private const int BlockSize = 1 << 16;

    // UTF-32 comes first: its little-endian mark begins with that of UTF-16.
    private static readonly Encoding[] Encodings =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
    ];

    private readonly DataFile _file;
    private readonly byte[] _bytes = new byte[BlockSize];
    // No encoding makes more than one character of a byte; one more may remain from the block before.
    private readonly char[] _characters = new char[BlockSize + 2];
    private readonly Encoding _encoding;
    private readonly Decoder _decoder;
    private int _next, _end;
    private long _charactersBefore;
    private bool _ended;

    /// <param name="file">Disposed with the text.</param>
    internal TextSource(DataFile file)
    {
        _file = file;
        try
        {
            int read = file.Read(_bytes);
            var marked = Array.Find(Encodings, encoding => _bytes.AsSpan(0, read).StartsWith(encoding.Preamble));
            _encoding = marked ?? Encodings[^1];
            _decoder = _encoding.GetDecoder();
            Decode(marked?.Preamble.Length ?? 0, read);
            if (_end == 0)
                throw new DatasetException($"{file.Path} is empty: give a file with text in it.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static TextSource Open(string path) => new(DataFile.Open(path));

    /// <summary>The characters that are decoded already. At the start this is the first block.</summary>
    internal ReadOnlySpan<char> Buffered => _characters.AsSpan(_next, _end - _next);

    public override int Peek() => HasNext() ? _characters[_next] : -1;

    public override int Read() => HasNext() ? _characters[_next++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        int read = HasNext() ? Math.Min(count, _end - _next) : 0;
        Array.Copy(_characters, _next, buffer, index, read);
        _next += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    private bool HasNext()
    {
        while (_next == _end && !_ended)
            Decode(0, _file.Read(_bytes));
        return _next < _end;
    }

    private void Decode(int start, int end)
    {
        long blockStart = _file.Position - end;
        _ended = end < BlockSize;
        _charactersBefore += _end;
        _next = 0;
        try
        {
            _end = _decoder.GetChars(_bytes.AsSpan(start, end - start), _characters, flush: _ended);
        }
        catch (DecoderFallbackException e)
        {
            long place = blockStart + start + e.Index;
            throw new DatasetException(
                $"{_file.Path} is not valid {_encoding.WebName} at byte {place:N0}: save it as UTF-8.", e);
        }
        int zero = _characters.AsSpan(0, _end).IndexOf('\0');
        if (zero >= 0)
            throw new DatasetException($"{_file.Path} is not a text: it has a zero at character " +
                $"{_charactersBefore + zero:N0}; give a text file.");
    }
}
