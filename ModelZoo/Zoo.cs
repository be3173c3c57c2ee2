using ModelZoo.Tables;
using static TorchSharp.torch;

namespace ModelZoo;

/// <summary>The registry: one table of every network by name.</summary>
public static class Zoo
{
    /// <summary>Short names, each for the smallest of its family.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["linear"] = "linear-regression",
        ["softmax-regression"] = "softmax",
        ["logistic"] = "logistic-regression",
        ["vgg"] = "vgg11",
        ["resnet"] = "resnet18",
        ["preresnet"] = "preresnet18",
        ["resnet-cifar"] = "resnet20",
    };

    private static readonly List<Entry> Rows =
    [
        .. FullyConnectedModels.Rows, .. ConvolutionalModels.Rows, .. RecurrentModels.Rows, .. UnsupervisedModels.Rows,
        .. TorchvisionModels.Rows,
    ];

    private static readonly Dictionary<string, Entry> ByName = Rows.ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<Entry> Entries => Rows;

    public static IEnumerable<string> Names => Rows.Select(entry => entry.Name);

    /// <summary>A network as its textbook builds it: the entry's own classes, channels and size.</summary>
    public static nn.Module Create(string name)
    {
        var entry = Find(name);
        return Build(entry, entry.Arguments);
    }

    /// <summary>
    /// A network for other data. For a language model classes is the size of the vocabulary; for sequence to sequence channels is
    /// that of the source, classes that of the target. Dropout replaces the entry's own rates.
    /// </summary>
    public static nn.Module Create(string name, int classes = 10, int channels = 1, int? size = null, double? dropout = null)
    {
        var entry = Find(name);
        return Create(entry, new ModelArguments(classes, channels, size ?? entry.Input.Size, dropout));
    }

    /// <summary>From the arguments that a checkpoint kept.</summary>
    public static nn.Module Create(string name, ModelArguments arguments) => Create(Find(name), arguments);

    private static nn.Module Create(Entry entry, ModelArguments arguments)
    {
        foreach (var (what, value) in new[] { ("classes", arguments.Classes), ("channels", arguments.Channels), ("size", arguments.Size) })
            if (value < 1)
                throw new ArgumentException($"{entry.Name}: {what} is {value}; it must be 1 or more.");
        if (arguments.Dropout is < 0 or >= 1)
            throw new ArgumentException($"{entry.Name}: dropout is {arguments.Dropout}; it must be at least 0 and below 1.");
        return Build(entry, arguments);
    }

    // A network outlives the dispose scope that it is made in. TorchSharp frees the weights of recurrent layers and plain tensors in fields with it.
    private static nn.Module Build(Entry entry, ModelArguments arguments)
    {
        var network = entry.Build(arguments);
        foreach (var tensor in network.parameters().Concat(network.buffers()))
            tensor.DetachFromDisposeScope();
        return network;
    }

    /// <summary>A model of one's own joins the table; its name must be new.</summary>
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
        if (ByName.TryGetValue(Aliases.GetValueOrDefault(name, name), out var entry)) return entry;
        throw new ArgumentException($"Unknown model '{name}'. Did you mean {string.Join(", ", Nearest(name))}? `list` shows all {Rows.Count}.");
    }

    /// <summary>The three names that take the fewest edits to reach; a shared beginning counts as half an edit less a letter.</summary>
    public static IEnumerable<string> Nearest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Names.Concat(Aliases.Keys).OrderBy(known => ModelZoo.Nearest.Distance(name, known) - 0.5 * Shared(name, known)).ThenBy(known => known.Length)
            .Select(known => Aliases.GetValueOrDefault(known, known)).Distinct().Take(3);
    }

    private static int Shared(string a, string b) => a.Zip(b).TakeWhile(pair => char.ToLowerInvariant(pair.First) == pair.Second).Count();
}
