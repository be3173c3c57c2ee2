namespace ModelZoo.Weights;

/// <summary>A class or function of Python that a pickle names. Only those of this table are allowed.</summary>
internal sealed record PickledGlobal(string Name)
{
    internal const string OrderedDict = "collections.OrderedDict";
    internal const string Size = "torch.Size";
    internal const string Parameter = "torch._utils._rebuild_parameter";
    internal const string Tensor = "torch._utils._rebuild_tensor";
    internal const string Tensor2 = "torch._utils._rebuild_tensor_v2";

    private static readonly HashSet<string> Known = [OrderedDict, Size, Parameter, Tensor, Tensor2];

    /// <summary>The element type, if the name is that of a storage such as torch.FloatStorage.</summary>
    internal ElementType? Element =>
        Name.StartsWith("torch.", StringComparison.Ordinal) ? ElementType.OfStorage(Name["torch.".Length..]) : null;

    internal static PickledGlobal Find(string module, string name)
    {
        var found = new PickledGlobal($"{module}.{name}");
        return Known.Contains(found.Name) || found.Element is not null
            ? found
            : throw new InvalidDataException($"it asks for {found.Name}, but only tensors are built from a file");
    }
}

/// <summary>A run of elements in a file. Several tensors may share it.</summary>
internal sealed record PickledStorage(ElementType Element, string Key, long Count)
{
    internal long Bytes => checked(Count * Element.Size);

    /// <summary>From ('storage', torch.FloatStorage, key, device, count) and, in old files, None.</summary>
    internal static PickledStorage From(object? id) =>
        id is object?[]
            and ["storage", PickledGlobal { Element: { } element }, string key, string, long and >= 0 and var count, ..]
            and ([_, _, _, _, _] or [_, _, _, _, _, null])
            ? new(element, key, count)
            : throw new InvalidDataException("it names a storage in a way that torch.save does not");
}

/// <summary>The description of a tensor, checked against its storage before anything is read.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Size, long[] Stride)
{
    internal static PickledTensor From(object?[] arguments)
    {
        if (arguments is not
                [PickledStorage storage, long and >= 0 and var offset, object?[] size, object?[] stride, ..]
            || size.Length != stride.Length || size.Length > 64)
            throw new InvalidDataException("it describes a tensor in a way that torch.save does not");
        var tensor = new PickledTensor(storage, offset, Numbers(size), Numbers(stride));
        long last = offset;
        for (int i = 0; i < size.Length; i++)
            last = checked(last + (tensor.Size[i] - 1) * tensor.Stride[i]);
        if (tensor.Count > 0 && last >= storage.Count)
            throw new InvalidDataException(
                $"a tensor of shape {tensor.Shape} reaches beyond the {storage.Count} elements of its storage");
        return tensor;
    }

    internal long Count => Size.Aggregate(1L, (product, size) => checked(product * size));

    internal string Shape => $"[{string.Join(", ", Size)}]";

    private static long[] Numbers(object?[] items) => Array.ConvertAll(items, item =>
        item is long and >= 0 and var number
            ? number
            : throw new InvalidDataException("a size or stride is no count"));
}
