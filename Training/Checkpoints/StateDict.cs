namespace ModelZoo.Training.Checkpoints;

/// <summary>A part of a run that a checkpoint saves and restores; by default it has no state.</summary>
public interface IStateful
{
    StateDict state_dict() => new();
    void load_state_dict(StateDict state) { }
}

/// <summary>The state of one part of a run: tensors and numbers by name.</summary>
/// <remarks>The tensors are those in use. To keep a state beyond the next step, clone it.</remarks>
public sealed class StateDict
{
    public Dictionary<string, Tensor> Tensors { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>A number of the state.</summary>
    public double this[string name]
    {
        get => Numbers.TryGetValue(name, out var number) ? number : throw new InvalidOperationException(
            $"The saved state has no number '{name}': it is from another kind of optimizer, schedule or version.");
        set => Numbers[name] = value;
    }

    /// <summary>Adds another state, with a prefix before each of its names.</summary>
    public StateDict Add(string prefix, StateDict other)
    {
        foreach (var (name, tensor) in other.Tensors)
            Tensors[prefix + name] = tensor;
        foreach (var (name, number) in other.Numbers)
            Numbers[prefix + name] = number;
        return this;
    }

    /// <summary>The state that was added with this prefix.</summary>
    public StateDict Under(string prefix)
    {
        var part = new StateDict();
        foreach (var (name, tensor) in Tensors.Where(named => named.Key.StartsWith(prefix, StringComparison.Ordinal)))
            part.Tensors[name[prefix.Length..]] = tensor;
        foreach (var (name, number) in Numbers.Where(named => named.Key.StartsWith(prefix, StringComparison.Ordinal)))
            part.Numbers[name[prefix.Length..]] = number;
        return part;
    }

    /// <summary>A copy that does not change with the next step. Its tensors belong to the current scope.</summary>
    public StateDict Clone()
    {
        var copy = new StateDict().Add("", this);
        foreach (var (name, tensor) in Tensors)
            copy.Tensors[name] = tensor.clone();
        return copy;
    }

    /// <summary>Adds a list of tensors under the names prefix0, prefix1 and so on.</summary>
    internal StateDict AddList(string prefix, IReadOnlyList<Tensor> tensors)
    {
        for (int i = 0; i < tensors.Count; i++)
            Tensors[$"{prefix}{i}"] = tensors[i];
        return this;
    }

    /// <summary>Clones of the tensors that AddList added. They belong to no scope.</summary>
    internal Tensor[] CloneList(string prefix)
    {
        using var scope = NewDisposeScope();
        var count = Tensors.Keys.Count(name => name.StartsWith(prefix, StringComparison.Ordinal));
        return [.. Enumerable.Range(0, count).Select(i => Tensors[$"{prefix}{i}"].clone().DetachFromDisposeScope())];
    }
}
