using System.Buffers.Binary;

namespace ModelZoo.Weights;

/// <summary>The format of torch.save before version 1.6: five pickles, then the storages one after the other.</summary>
internal static class LegacyPyTorchFile
{
    /// <summary>The first pickle: the number 0x1950a86a20f9469cfc6c.</summary>
    internal static ReadOnlySpan<byte> Magic =>
        [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

    internal static Dictionary<string, Tensor> Load(FileStream file)
    {
        file.Position = Magic.Length;
        if (Next().Run() is not 1001L)
            throw new InvalidDataException("it has an unknown version of torch.save's format");
        if (Next().Run() is not PickledDictionary system || system.Items.GetValueOrDefault("little_endian") is not true)
            throw new InvalidDataException(PyTorchFile.BigEndian);
        var description = Next();
        var plans = PickledState.Find(description.Run(), file.Length);
        var keys = Next().Run() as List<object?> ?? throw new InvalidDataException("it has no list of its storages");
        var described = description.Storages.DistinctBy(storage => storage.Key).ToDictionary(storage => storage.Key);
        var positions = Positions(file, keys, described);
        return PickledState.Build(plans, storage =>
        {
            file.Position = positions.TryGetValue(storage.Key, out var position)
                ? position
                : throw PyTorchFile.Missing(storage);
            return TensorBytes.Read(file, storage.Element, [storage.Count]);
        });

        StatePickle Next() => new(file, file.Length - file.Position);
    }

    // Each storage begins with its number of elements. Only the description knows its type.
    private static Dictionary<string, long> Positions(
        FileStream file, List<object?> keys, Dictionary<string, PickledStorage> described)
    {
        var positions = new Dictionary<string, long>();
        Span<byte> prefix = stackalloc byte[8];
        foreach (var key in keys)
        {
            if (key is not string name || !described.TryGetValue(name, out var storage))
                throw new InvalidDataException("it lists a storage that it does not describe");
            file.ReadExactly(prefix);
            if (BinaryPrimitives.ReadInt64LittleEndian(prefix) != storage.Count)
                throw new InvalidDataException($"its storage '{name}' has another length than its description");
            positions[name] = file.Position;
            file.Position = checked(file.Position + storage.Bytes);
        }
        return positions;
    }
}
