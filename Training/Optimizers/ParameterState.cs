using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>A parameter with what its optimizer keeps about it.</summary>
public sealed class ParameterState(int index, Tensor parameter) : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    public Tensor Parameter { get; } = parameter;
    /// <summary>1 at its first step, which is the first that finds a gradient.</summary>
    public long Step { get; internal set; }

    internal int Index { get; } = index;
    internal IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The state of that name: in the parameter's shape, type and memory layout, filled with `initial` at first.</summary>
    public Tensor State(string name, double initial = 0)
    {
        if (!_tensors.TryGetValue(name, out var state))
            _tensors[name] = state = full_like(Parameter, initial).DetachFromDisposeScope();
        return state;
    }

    internal Tensor? ReadGradient() => Parameter.grad;

    internal Tensor Replace(string name, Tensor by)
    {
        _tensors[name].Dispose();
        return _tensors[name] = by.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }
}
