using System.IO.Compression;

namespace ModelZoo.Datasets;

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
            return new Content($"{path}: {entry}", found.Open(), found.Length, packed);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new DatasetException($"{path}: the entry {entry} cannot be read: {e.Message.TrimEnd('.')}. Fetch it again.", e);
        }
    }
}
