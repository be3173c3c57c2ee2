using System.IO.Compression;

namespace ModelZoo.Datasets.Files;

/// <summary>Reads a file from start to end, and unpacks it if it is gzipped. Errors name file and place.</summary>
/// <param name="length">The length of `source`, which need not know it itself.</param>
/// <param name="owner">Disposed with the file, if the source belongs to something larger.</param>
internal sealed class DataFile(string path, Stream source, long length, bool gzipped = false, IDisposable? owner = null)
    : IDisposable
{
    /// <summary>DEFLATE makes at most 1,032 bytes of one, so no honest file is larger when unpacked.</summary>
    internal const long MaxExpansion = 1032;

    internal string Path { get; } = path;

    /// <summary>The length on disk.</summary>
    internal long Length { get; } = length;

    /// <summary>The most bytes it can hold when unpacked; at most what fits into one buffer.</summary>
    internal long MaxBytes { get; } = Math.Min(gzipped ? checked(length * MaxExpansion) : length, int.MaxValue);

    /// <summary>The unpacked bytes. Reading from it directly does not move Position.</summary>
    internal Stream Stream { get; } = gzipped ? new GZipStream(source, CompressionMode.Decompress) : source;

    /// <summary>The number of bytes read so far.</summary>
    internal long Position { get; private set; }

    internal static DataFile Open(string path)
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
        bool gzipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        return new DataFile(path, file, file.Length, gzipped);
    }

    /// <summary>Reads until `destination` is full or the file ends, and returns the number of bytes.</summary>
    internal int Read(Span<byte> destination)
    {
        try
        {
            int read = Stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            Position += read;
            return read;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged($"cannot be unpacked after {Position:N0} bytes: {e.Message}", e);
        }
    }

    /// <summary>Fails if the file ends before `destination` is full.</summary>
    /// <param name="what">What is being read, for the error.</param>
    internal void Fill(Span<byte> destination, string what)
    {
        if (Read(destination) < destination.Length)
            throw Damaged($"ends after {Position:N0} bytes, in the middle of {what}");
    }

    /// <summary>Fails if the file holds more than `limit` bytes.</summary>
    internal byte[] ReadAll(int limit)
    {
        var all = new byte[limit + 1];
        int read = Read(all);
        return read <= limit ? all[..read] : throw Damaged($"holds more than {limit:N0} bytes");
    }

    /// <summary>Fails if there is more. For a gzipped file this also checks the checksum in it.</summary>
    internal void ExpectEnd()
    {
        if (Read(stackalloc byte[1]) > 0)
            throw Damaged($"goes on after byte {Position - 1:N0}, where it should end");
    }

    internal DatasetException Damaged(string what, Exception? inner = null) =>
        new($"{Path} {what.TrimEnd('.')}: replace it, or delete it so that it is downloaded again.", inner);

    public void Dispose()
    {
        Stream.Dispose();
        owner?.Dispose();
    }
}
