namespace ModelZoo.Weights;

/// <summary>A name in a pickle that stands for a class or a function of Python's. Only those of this table exist here.</summary>
internal sealed record PickledGlobal(string Name)
{
    internal const string OrderedDict = "collections.OrderedDict", Size = "torch.Size", Parameter = "torch._utils._rebuild_parameter",
        Tensor = "torch._utils._rebuild_tensor", Tensor2 = "torch._utils._rebuild_tensor_v2";

    private static readonly HashSet<string> Known = [OrderedDict, Size, Parameter, Tensor, Tensor2];

    /// <summary>The element type, if the name is that of a storage such as torch.FloatStorage.</summary>
    internal ElementType? Element => Name.StartsWith("torch.", StringComparison.Ordinal) ? ElementType.OfStorage(Name["torch.".Length..]) : null;

    internal static PickledGlobal Find(string module, string name)
    {
        var found = new PickledGlobal($"{module}.{name}");
        return Known.Contains(found.Name) || found.Element is not null
            ? found
            : throw new InvalidDataException($"it asks for {found.Name}, and nothing but tensors is built from a file");
    }
}

/// <summary>A dictionary in the order of its keys, made small while it is empty: a pickle may hold very many.</summary>
internal sealed class PickledDictionary
{
    private Dictionary<string, object?>? _items;

    internal IReadOnlyDictionary<string, object?> Items => _items ??= [];

    /// <summary>Keys other than words, such as an optimizer's numbers, name no tensor of a state.</summary>
    internal void Set(object? key, object? value)
    {
        if (key is string name)
            (_items ??= [])[name] = value;
    }
}

/// <summary>Elements in one row in a file, which several tensors may look into.</summary>
internal sealed record PickledStorage(ElementType Element, string Key, long Count)
{
    /// <summary>From ('storage', torch.FloatStorage, key, device, count), and in old files a view, which nothing writes.</summary>
    internal static PickledStorage From(object? id) =>
        id is object?[] { Length: 5 or 6 } parts && parts is ["storage", PickledGlobal { Element: { } element }, string key, string, long and >= 0 and var count, ..]
        && (parts.Length == 5 || parts[5] is null)
            ? new(element, key, count)
            : throw new InvalidDataException("it names a storage in a way that torch.save does not");
}

/// <summary>A tensor as the file describes it, checked against its storage: nothing is made before the whole file is read.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Size, long[] Stride)
{
    internal static PickledTensor From(object?[] arguments)
    {
        if (arguments is not [PickledStorage storage, long and >= 0 and var offset, object?[] size, object?[] stride, ..] || size.Length != stride.Length || size.Length > 64)
            throw new InvalidDataException("it describes a tensor in a way that torch.save does not");
        var tensor = new PickledTensor(storage, offset, Numbers(size), Numbers(stride));
        long last = offset;
        for (int i = 0; i < size.Length; i++)
            last = checked(last + (tensor.Size[i] - 1) * tensor.Stride[i]);
        if (tensor.Count > 0 && last >= storage.Count)
            throw new InvalidDataException($"a tensor of shape [{string.Join(", ", tensor.Size)}] reaches beyond the {storage.Count} elements of its storage");
        return tensor;
    }

    internal long Count => Size.Aggregate(1L, (product, size) => checked(product * size));

    private static long[] Numbers(object?[] items) =>
        Array.ConvertAll(items, item => item is long and >= 0 and var number ? number : throw new InvalidDataException("a size or stride is no count"));
}
