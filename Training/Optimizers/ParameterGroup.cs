using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters and the numbers they are trained with, under PyTorch's names such as weight_decay.</summary>
public sealed class ParameterGroup
{
    private readonly Dictionary<string, double> _options;

    internal ParameterGroup(IReadOnlyList<ParameterState> states, IReadOnlyDictionary<string, double> options)
    {
        (States, Parameters) = (states, [.. states.Select(state => state.Parameter)]);
        _options = new(options, StringComparer.Ordinal);
    }

    public IReadOnlyList<Tensor> Parameters { get; }
    public IReadOnlyDictionary<string, double> Options => _options;
    internal IReadOnlyList<ParameterState> States { get; }

    public double lr
    {
        get => this["lr"];
        set => this["lr"] = value;
    }

    /// <summary>One number. A switch such as nesterov is 0 or 1.</summary>
    public double this[string name]
    {
        get => _options.TryGetValue(name, out var value) ? value : throw Unknown(name);
        set => _options[name] = Has(name) ? value : throw Unknown(name);
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

    private ArgumentException Unknown(string name) =>
        new($"This optimizer has no option '{name}': it has {string.Join(", ", _options.Keys)}.");
}
