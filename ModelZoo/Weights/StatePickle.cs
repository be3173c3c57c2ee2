namespace ModelZoo.Weights;

/// <summary>A pickle of torch.save. It builds descriptions of tensors.</summary>
internal sealed class StatePickle(Stream stream, long left) : Pickle(stream, left, "a state dict")
{
    private readonly List<PickledStorage> _storages = [];

    /// <summary>Every storage that the pickle names, with or without a tensor.</summary>
    internal IReadOnlyList<PickledStorage> Storages => _storages;

    private protected override object Find(string module, string name) => PickledGlobal.Find(module, name);

    // The attributes of an ordered dictionary are not needed.
    private protected override bool SetState(object? target, object? state) =>
        target is PickledDictionary && state is PickledDictionary;

    private protected override object? Persistent(object? id)
    {
        _storages.Add(PickledStorage.From(id));
        return _storages[^1];
    }

    private protected override object? Call(object? function, object? arguments) =>
        ((function as PickledGlobal)?.Name, arguments) switch
        {
            (PickledGlobal.OrderedDict, object?[] { Length: 0 }) => new PickledDictionary(),
            (PickledGlobal.OrderedDict, object?[] { Length: 1 } given) => Pairs(given[0]),
            (PickledGlobal.Size, object?[] { Length: 1 } given) => given[0] as object?[] ?? [],
            (PickledGlobal.Tensor or PickledGlobal.Tensor2, object?[] given) => PickledTensor.From(given),
            (PickledGlobal.Parameter, object?[] { Length: >= 1 } given) => given[0] as PickledTensor
                ?? throw new InvalidDataException("a parameter in it is no tensor"),
            var (name, _) => throw NotNeeded(name),
        };

    private PickledDictionary Pairs(object? argument)
    {
        var list = argument as List<object?>
            ?? throw new InvalidDataException("an ordered dictionary in it is made of no list");
        Spend(list.Count); // a pickle may ask for the same list again and again
        var made = new PickledDictionary();
        foreach (var pair in list)
            if (pair is object?[] { Length: 2 } or List<object?> { Count: 2 })
                made.Set(((IList<object?>)pair)[0], ((IList<object?>)pair)[1]);
        return made;
    }
}
