using System.IO.Compression;
using static TorchSharp.torch;

namespace ModelZoo.Weights;

/// <summary>What torch.save writes since version 1.6: a zip archive with a pickle (data.pkl) and the bytes of each storage (data/0, data/1, ...).</summary>
internal static class PyTorchFile
{
    internal static Dictionary<string, Tensor> Load(FileStream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var pickles = archive.Entries.Where(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)).ToArray();
        if (pickles.Length != 1)
            throw new InvalidDataException("it is a zip archive without the one data.pkl that torch.save writes");
        var folder = pickles[0].FullName[..^"data.pkl".Length];
        if (archive.GetEntry(folder + "constants.pkl") is not null)
            throw new InvalidDataException("it holds a TorchScript program: save model.state_dict() with torch.save instead");
        CheckByteOrder(archive.GetEntry(folder + "byteorder"));
        using var description = new BufferedStream(Open(pickles[0], file));
        var root = new Pickle(description, pickles[0].Length).Run();
        return PickledState.Build(PickledState.Find(root, file.Length), storage =>
        {
            var entry = archive.GetEntry($"{folder}data/{storage.Key}") ?? throw new InvalidDataException($"its storage '{storage.Key}' is missing");
            if (entry.Length != storage.Count * storage.Element.Size)
                throw new InvalidDataException($"its storage '{storage.Key}' has {entry.Length} bytes, but {storage.Count} elements of {storage.Element.Type} are described");
            using var bytes = Open(entry, file);
            return TensorBytes.Read(bytes, storage.Element, [storage.Count]);
        });
    }

    // Stored as it is, as torch.save does: what is compressed could unfold to any size.
    private static Stream Open(ZipArchiveEntry entry, FileStream file)
    {
        if (entry.Length != entry.CompressedLength || entry.Length > file.Length || entry.IsEncrypted)
            throw new InvalidDataException($"its part {entry.FullName} is compressed or encrypted, which torch.save does not do");
        return entry.Open();
    }

    private static void CheckByteOrder(ZipArchiveEntry? entry)
    {
        if (entry is null)
            return;
        Span<byte> order = stackalloc byte[8];
        using var bytes = entry.Open();
        int count = bytes.ReadAtLeast(order, order.Length, throwOnEndOfStream: false);
        if (!order[..count].SequenceEqual("little"u8))
            throw new InvalidDataException("its numbers are big-endian: load and save it on a little-endian machine");
    }
}
