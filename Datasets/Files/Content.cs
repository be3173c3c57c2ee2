
using System.IO.Compression;

namespace ModelZoo.Datasets.Files;

/// <summary>A file that is read from its start to its end, unpacked on the way if it is gzipped; every complaint names it and the place.</summary>
internal sealed class Content : IDisposable
{
    // DEFLATE cannot make more than 1,032 bytes of one, so no honest file is larger than that unpacked.
    internal const long MostExpansion = 1032;
    private readonly Stream _file;
    private readonly Stream _stream;
    private long _place;

    /// <param name="length">Of the stream, which need not know it itself.</param>
    internal Content(string path, Stream file, long length, bool packed = false)
    {
        Path = path;
        Length = length;
        _file = file;
        _stream = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
        MostBytes = Math.Min(packed ? checked(Length * MostExpansion) : Length, int.MaxValue);
    }

    internal string Path { get; }

    /// <summary>As it lies on disk.</summary>
    internal long Length { get; }

    /// <summary>What it can hold at most when unpacked, and what fits one buffer.</summary>
    internal long MostBytes { get; }

    /// <summary>Bytes read so far.</summary>
    internal long Place => _place;

    // A stretch of another content, which counts what is read of it.
    private Content(string path, Content whole, long length) : this(path, new Window(whole, length), length)
    {
    }

    /// <summary>The next `length` bytes as a content of their own.</summary>
    internal Content Part(string path, long length) => new(path, this, length);

    internal static Content Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message}", e);
        }
        Span<byte> magic = stackalloc byte[2];
        bool packed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        return new Content(path, file, file.Length, packed);
    }

    internal void Fill(Span<byte> destination, string what)
    {
        int read;
        try
        {
            read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged($"cannot be unpacked while reading {what}: {e.Message}", e);
        }
        _place += read;
        if (read < destination.Length)
            throw Damaged($"ends after {_place:N0} bytes, in the middle of {what}");
    }

    /// <summary>As many bytes as there are room or content for.</summary>
    internal int Read(Span<byte> destination)
    {
        try
        {
            int read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            _place += read;
            return read;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged($"cannot be unpacked after {_place:N0} bytes: {e.Message}", e);
        }
    }

    /// <summary>Everything, which must be small.</summary>
    internal byte[] ReadAll(int most)
    {
        var all = new byte[most + 1];
        int read = Read(all);
        return read <= most ? all[..read] : throw Damaged($"holds more than {most:N0} bytes");
    }

    /// <summary>Reads and forgets.</summary>
    internal void Skip(long count)
    {
        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        for (; count > 0; count -= buffer.Length)
            Fill(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)), "an entry that is skipped");
    }

    /// <summary>Fails if there is more; for a gzipped file this also checks its own checksum.</summary>
    internal void End()
    {
        try
        {
            if (_stream.ReadByte() >= 0)
                throw Damaged($"goes on after byte {_place:N0}, where it should end");
        }
        catch (InvalidDataException e)
        {
            throw Damaged($"is damaged: {e.Message}", e);
        }
    }

    internal DatasetException Damaged(string what, Exception? inner = null) =>
        new($"{Path} {what.TrimEnd('.')}: fetch it again, or take it away so that it is downloaded.", inner);

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    private sealed class Window(Content whole, long length) : Stream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, _left);
            whole.Fill(buffer[..count], "an entry");
            _left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
