using System.IO.Compression;

namespace ModelZoo.Datasets;

/// <summary>A file that is read from its start to its end, unpacked on the way if it is gzipped; every complaint names it and the place.</summary>
internal sealed class Content : IDisposable
{
    // DEFLATE cannot make more than 1,032 bytes of one, so no honest file is larger than that unpacked.
    private const long MostExpansion = 1032;
    private readonly Stream _file;
    private readonly Stream _stream;
    private long _place;

    private Content(string path, Stream file, bool packed)
    {
        Path = path;
        Length = file.Length;
        _file = file;
        _stream = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
        MostBytes = Math.Min(packed ? checked(Length * MostExpansion) : Length, int.MaxValue);
    }

    internal string Path { get; }

    /// <summary>As it lies on disk.</summary>
    internal long Length { get; }

    /// <summary>What it can hold at most when unpacked, and what fits one buffer.</summary>
    internal long MostBytes { get; }

    internal Stream Stream => _stream;

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
        return new Content(path, file, packed);
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
}
