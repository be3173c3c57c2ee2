using ModelZoo.Tables;

namespace ModelZoo;

/// <summary>The registry: a table of every network by name.</summary>
public static class Zoo
{
    /// <summary>A family's name stands for its smallest member.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["linear"] = "linear-regression",
        ["softmax-regression"] = "softmax",
        ["logistic"] = "logistic-regression",
        ["vgg"] = "vgg11",
        ["resnet"] = "resnet18",
        ["preresnet"] = "resnet18-preact",
        ["resnet-cifar"] = "resnet20",
    };

    private static readonly List<Entry> Rows =
    [
        .. FullyConnectedModels.Rows, .. ConvolutionalModels.Rows, .. RecurrentModels.Rows, .. UnsupervisedModels.Rows,
        .. TorchvisionModels.Rows,
    ];

    private static readonly Dictionary<string, Entry> ByName =
        Rows.ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<Entry> Entries => Rows;

    public static IEnumerable<string> Names => Rows.Select(entry => entry.Name);

    /// <summary>A network as its textbook builds it: with the entry's own classes, channels and size.</summary>
    public static Module Create(string name) => Create(name, Find(name).Arguments);

    /// <summary>
    /// A network for other data. A language model takes the size of its vocabulary as classes. Sequence to sequence
    /// takes that of the source as channels and that of the target as classes. Dropout replaces the entry's own rates.
    /// </summary>
    public static Module Create(
        string name, int classes = 10, int channels = 1, int? size = null, double? dropout = null) =>
        Create(name, new ModelArguments(classes, channels, size ?? Find(name).Input.Size, dropout));

    /// <summary>From the arguments that a checkpoint kept.</summary>
    public static Module Create(string name, ModelArguments arguments) => Create(name, arguments, out _);

    internal static Module Create(string name, ModelArguments arguments, out bool takesDropout)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var entry = Find(name);
        var (classes, channels, size, dropout, _) = arguments;
        foreach (var (what, value) in new[] { ("classes", classes), ("channels", channels), ("size", size) })
            if (value < 1)
                throw new ArgumentException($"{entry.Name}: {what} is {value}; it must be 1 or more.");
        if (dropout is < 0 or >= 1)
            throw new ArgumentException($"{entry.Name}: dropout is {dropout}; it must be at least 0 and below 1.");
        bool taken = false;
        var network = entry.Build(arguments with { DropoutRead = () => taken = true });
        takesDropout = taken;
        // A network outlives the dispose scope that it is made in. With the scope, TorchSharp would free the weights of
        // recurrent layers and the plain tensors in fields.
        foreach (var tensor in network.parameters().Concat(network.buffers()))
            tensor.DetachFromDisposeScope();
        return network;
    }

    /// <summary>Adds a model of your own under a new name.</summary>
    public static void Add(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Aliases.ContainsKey(entry.Name) || !ByName.TryAdd(entry.Name, entry))
            throw new ArgumentException($"The zoo already has a model named '{entry.Name}': choose another name.");
        Rows.Add(entry);
    }

    public static Entry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ByName.TryGetValue(Aliases.GetValueOrDefault(name, name), out var entry))
            return entry;
        var near = string.Join(", ", Nearest.To(name, Names.Concat(Aliases.Keys))
            .Select(known => Aliases.GetValueOrDefault(known, known)).Distinct());
        throw new ArgumentException(
            $"Unknown model '{name}'.{(near == "" ? "" : $" Did you mean {near}?")} `list` shows all {Rows.Count}.");
    }
}
