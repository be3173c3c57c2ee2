using static TorchSharp.torch;

namespace ModelZoo.Training.Checkpoints;

/// <summary>What a checkpoint keeps of one part of a run: tensors and numbers by name.</summary>
/// <remarks>The tensors are the living ones: whoever keeps a state beyond the next step clones them.</remarks>
public sealed class StateDict
{
    public Dictionary<string, Tensor> Tensors { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes in another state with a prefix before each of its names.</summary>
    public StateDict Add(string prefix, StateDict other)
    {
        foreach (var (name, tensor) in other.Tensors)
            Tensors[prefix + name] = tensor;
        foreach (var (name, number) in other.Numbers)
            Numbers[prefix + name] = number;
        return this;
    }

    /// <summary>The part that was added with this prefix.</summary>
    public StateDict Under(string prefix)
    {
        var part = new StateDict();
        foreach (var (name, tensor) in Tensors)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                part.Tensors[name[prefix.Length..]] = tensor;
        foreach (var (name, number) in Numbers)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                part.Numbers[name[prefix.Length..]] = number;
        return part;
    }

    public double Number(string name) => Numbers.TryGetValue(name, out var number)
        ? number
        : throw new InvalidOperationException($"The saved state has no number '{name}': it was saved by another kind of optimizer, schedule or version.");
}
