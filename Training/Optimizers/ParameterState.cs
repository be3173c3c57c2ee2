using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>A parameter and what its optimizer keeps about it.</summary>
internal sealed class ParameterState(int index, Tensor parameter) : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>The position among all parameters of the optimizer.</summary>
    internal int Index { get; } = index;
    internal Tensor Parameter { get; } = parameter;
    internal IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Steps so far. A step without a gradient does not count.</summary>
    internal long Step { get; set; }

    /// <summary>The state with this name. It has the shape, type and memory layout of the parameter.</summary>
    internal Tensor State(string name, double initial = 0)
    {
        if (!_tensors.TryGetValue(name, out var state))
            _tensors[name] = state = full_like(Parameter, initial).DetachFromDisposeScope();
        return state;
    }

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
