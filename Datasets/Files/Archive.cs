using System.Formats.Tar;
using System.IO.Compression;

namespace ModelZoo.Datasets.Files;

/// <summary>Reads the files in tar and zip archives where they are. Nothing is unpacked to disk.</summary>
internal static class Archive
{
    /// <summary>Calls `read` for each regular file of a tar archive. It need not read the file to its end.</summary>
    internal static void ReadTar(string path, Action<string, DataFile> read)
    {
        using var file = DataFile.Open(path);
        using var tar = new TarReader(file.Stream);
        while (NextEntry(tar, file) is { } entry)
        {
            var name = entry.Name;
            if (name.StartsWith('/') || name.AsSpan().ContainsAny('\\', ':') || name.Split('/').Contains(".."))
                throw file.Damaged($"has an entry '{name}' that leads out of the archive");
            if (entry.Length > file.MaxBytes)
                throw file.Damaged($"has an entry '{name}' of {entry.Length:N0} bytes, more than it can hold");
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                continue;
            using var content = new DataFile($"{path}: {name}", entry.DataStream ?? Stream.Null, entry.Length);
            read(name, content);
        }
    }

    private static TarEntry? NextEntry(TarReader tar, DataFile file)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception e)
        {
            // TarReader throws exceptions of many types for a damaged header.
            throw file.Damaged($"is not a sound tar archive: {e.Message}", e);
        }
    }

    /// <summary>Opens one file of a zip archive.</summary>
    internal static DataFile OpenZip(string path, string entry, bool gzipped = false)
    {
        ZipArchive? zip = null;
        try
        {
            zip = ZipFile.OpenRead(path);
            var found = zip.GetEntry(entry) ?? throw new InvalidDataException("there is no such file");
            // An entry may lie about its length, but DEFLATE cannot unpack to more than this.
            long limit = DataFile.MaxExpansion * Math.Max(1, found.CompressedLength);
            return new DataFile($"{path}: {entry}", found.Open(), Math.Min(found.Length, limit), gzipped, zip);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException
                                      or ArgumentException or NotSupportedException)
        {
            zip?.Dispose();
            var reason = e.Message.TrimEnd('.');
            throw new DatasetException($"{entry} cannot be read from the archive {path}: {reason}; fetch it again.", e);
        }
    }
}
