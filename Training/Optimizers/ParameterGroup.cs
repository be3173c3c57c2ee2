using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters with the numbers they are trained by, under PyTorch's names: lr, weight_decay, momentum, beta1 ...</summary>
public sealed class ParameterGroup
{
    private readonly Dictionary<string, double> _options;

    internal ParameterGroup(IEnumerable<Tensor> parameters, IEnumerable<KeyValuePair<string, double>> options)
    {
        Parameters = [.. parameters];
        _options = new(options, StringComparer.Ordinal);
    }

    public IReadOnlyList<Tensor> Parameters { get; }
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

    internal bool Is(string name) => this[name] != 0;

    private ArgumentException Unknown(string name) =>
        new($"This optimizer has no option '{name}': it has {string.Join(", ", _options.Keys)}.");
}
