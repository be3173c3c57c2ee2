using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters with the numbers they are trained by, under PyTorch's names: lr, weight_decay, momentum, beta1 ...</summary>
public sealed class ParameterGroup
{
    private readonly Dictionary<string, double> _options;

    internal ParameterGroup(int first, IEnumerable<Tensor> parameters, IEnumerable<KeyValuePair<string, double>> options)
    {
        First = first;
        Parameters = [.. parameters];
        _options = new(options, StringComparer.Ordinal);
    }

    public IReadOnlyList<Tensor> Parameters { get; }
    /// <summary>The number of its first parameter among all of the optimizer.</summary>
    internal int First { get; }
    public IReadOnlyDictionary<string, double> Options => _options;

    public double lr
    {
        get => this["lr"];
        set => this["lr"] = value;
    }

    /// <summary>One number; a switch such as nesterov is 0 or 1.</summary>
    public double this[string name]
    {
        get => _options.TryGetValue(name, out var value) ? value : throw Unknown(name);
        set
        {
            if (!_options.ContainsKey(name))
                throw Unknown(name);
            _options[name] = value;
        }
    }

    public bool Has(string name) => _options.ContainsKey(name);

    /// <summary>For schedules that cycle momentum, or beta1 where that is its name; one that is switched off stays off.</summary>
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
