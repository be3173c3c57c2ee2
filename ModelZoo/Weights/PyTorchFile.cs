using System.IO.Compression;

namespace ModelZoo.Weights;

/// <summary>The format of torch.save since version 1.6: a zip archive with data.pkl and the storages.</summary>
internal static class PyTorchFile
{
    internal const string BigEndian = "its numbers are big-endian: load and save it on a little-endian machine";

    internal static Dictionary<string, Tensor> Load(FileStream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var pickles = archive.Entries
            .Where(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)).ToArray();
        if (pickles.Length != 1)
            throw new InvalidDataException("it is a zip archive without the one data.pkl that torch.save writes");
        var folder = pickles[0].FullName[..^"data.pkl".Length];
        if (archive.GetEntry(folder + "constants.pkl") is not null)
            throw new InvalidDataException(
                "it holds a TorchScript program: save model.state_dict() with torch.save instead");
        CheckByteOrder(archive.GetEntry(folder + "byteorder"));
        using var description = new BufferedStream(Open(pickles[0], file));
        var root = new StatePickle(description, pickles[0].Length).Run();
        return PickledState.Build(PickledState.Find(root, file.Length), storage =>
        {
            var entry = archive.GetEntry($"{folder}data/{storage.Key}") ?? throw Missing(storage);
            if (entry.Length != storage.Bytes)
                throw new InvalidDataException(
                    $"its storage '{storage.Key}' has {entry.Length} bytes, "
                    + $"but its description says {storage.Count} elements of {storage.Element.Type}");
            using var bytes = Open(entry, file);
            return TensorBytes.Read(bytes, storage.Element, [storage.Count]);
        });
    }

    internal static InvalidDataException Missing(PickledStorage storage) =>
        new($"its storage '{storage.Key}' is missing");

    // torch.save compresses nothing. A compressed part could unfold to any size.
    private static Stream Open(ZipArchiveEntry entry, FileStream file) =>
        entry.Length == entry.CompressedLength && entry.Length <= file.Length && !entry.IsEncrypted
            ? entry.Open()
            : throw new InvalidDataException(
                $"its part {entry.FullName} is compressed or encrypted, which torch.save does not do");

    private static void CheckByteOrder(ZipArchiveEntry? entry)
    {
        if (entry is null)
            return;
        Span<byte> order = stackalloc byte[8];
        using var bytes = entry.Open();
        int count = bytes.ReadAtLeast(order, order.Length, throwOnEndOfStream: false);
        if (!order[..count].SequenceEqual("little"u8))
            throw new InvalidDataException(BigEndian);
    }
}
