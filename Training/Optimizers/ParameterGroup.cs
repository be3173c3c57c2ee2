namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters and the numbers they are trained with, under PyTorch's names such as weight_decay.</summary>
public sealed class ParameterGroup
{
    private readonly Dictionary<string, double> _options;

    internal ParameterGroup(ParameterState[] states, IReadOnlyDictionary<string, double> options)
    {
        (States, Parameters) = (states, [.. states.Select(state => state.Parameter)]);
        _options = new(StringComparer.Ordinal);
        foreach (var (name, value) in options)
            _options[name] = Checked(name, value);
    }

    public IReadOnlyList<Tensor> Parameters { get; }
    public IReadOnlyDictionary<string, double> Options => _options;
    internal ParameterState[] States { get; }

    public double lr
    {
        get => this["lr"];
        set => this["lr"] = value;
    }

    /// <summary>One number. A switch such as nesterov is 0 or 1.</summary>
    public double this[string name]
    {
        get => _options.TryGetValue(name, out var value) ? value : throw Unknown(name);
        set => _options[name] = Has(name) ? Checked(name, value) : throw Unknown(name);
    }

    public bool Has(string name) => _options.ContainsKey(name);

    /// <summary>Sets momentum, or beta1 where there is no momentum. If it is 0, it stays 0.</summary>
    internal void CycleMomentum(double value)
    {
        var name = Has("momentum") ? "momentum" : "beta1";
        if (Has(name) && this[name] != 0)
            this[name] = value;
    }

    internal bool Is(string name) => this[name] != 0;

    // The limits of PyTorch's constructors.
    private static double Checked(string name, double value)
    {
        var (fits, limits) = name switch
        {
            "beta1" or "beta2" => (value is >= 0 and < 1, "at least 0 and below 1"),
            "rho" => (value is >= 0 and <= 1, "at least 0 and at most 1"),
            "alpha" or "lr" or "momentum" or "weight_decay" or "eps" => (value >= 0, "at least 0"),
            _ => (!double.IsNaN(value), "a number"),
        };
        return fits ? value
            : throw new ArgumentException($"An optimizer's {name} is {value}, but it must be {limits}.");
    }

    private ArgumentException Unknown(string name) =>
        new($"This optimizer has no option '{name}': it has {string.Join(", ", _options.Keys)}.");
}

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
