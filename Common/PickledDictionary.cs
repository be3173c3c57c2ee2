namespace ModelZoo;

/// <summary>A dictionary. It is small while it is empty, because a pickle may hold very many.</summary>
internal sealed class PickledDictionary
{
    private Dictionary<string, object?>? _items;

    internal IReadOnlyDictionary<string, object?> Items => _items ??= [];

    /// <summary>Ignores keys that are no strings, such as an optimizer's numbers: they name no tensor.</summary>
    internal void Set(object? key, object? value)
    {
        if (key is string name)
            (_items ??= [])[name] = value;
    }
}
