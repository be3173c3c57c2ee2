
using System.IO.Compression;

namespace ModelZoo.Datasets.Files;

/// <summary>Files inside a zip archive, read where they are: nothing is unpacked to disk, so an entry's name leads nowhere.</summary>
internal static class Zip
{
    internal static ZipArchive Open(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DatasetException($"{path} cannot be read as a zip archive: {e.Message.TrimEnd('.')}. Fetch it again.", e);
        }
    }

    internal static Content Content(ZipArchive archive, string path, string entry, bool packed = false)
    {
        try
        {
            var found = archive.GetEntry(entry) ?? throw new DatasetException($"{path} has no entry {entry}: fetch it again.");
            // An entry may lie about its length, but DEFLATE makes no more of its bytes.
            long most = Files.Content.MostExpansion * Math.Max(1, found.CompressedLength);
            return new Content($"{path}: {entry}", found.Open(), Math.Min(found.Length, most), packed);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DatasetException($"{path}: the entry {entry} cannot be read: {e.Message.TrimEnd('.')}. Fetch it again.", e);
        }
    }
}
