namespace ModelZoo.Tables;

/// <summary>What a network is trained to do. Training turns it into a loss and metrics.</summary>
public enum TaskKind
{
    Regression,
    Classification,
    /// <summary>Rosenblatt's rule: half the squared error of outputs of 0 or 1.</summary>
    Perceptron,
    /// <summary>The output should equal the input. A <see cref="IPenalized"/> model adds a term of its own.</summary>
    Reconstruction,
    Variational,
    LanguageModel,
    SequenceLabelling,
    SequenceToSequence,
}

public enum InputKind { Vector, Image, Signal, Tokens, Pairs }

/// <summary>
/// The shape of the input, and the number of outputs. Vector: (N, Size). Image: (N, Channels, Size, Size). Signal:
/// (N, Channels, Size). Tokens: (N, Size) of Classes symbols. Pairs: (N, Size) of Channels and of Classes symbols.
/// </summary>
public sealed record ModelInput(InputKind Kind, int Channels, int Size, int Classes)
{
    public override string ToString() => Kind switch
    {
        InputKind.Vector => $"{Size}",
        InputKind.Image => $"{Channels}x{Size}x{Size}",
        InputKind.Signal => $"{Channels}x{Size}",
        _ => $"{Size} tokens",
    };
}

/// <summary>The arguments that build a network again. A checkpoint keeps them with the name.</summary>
/// <param name="Width">The units of a recurrent language model's layers, if they are not the entry's own.</param>
public sealed record ModelArguments(int Classes, int Channels, int Size, double? Dropout = null, int? Width = null)
{
    public double? Dropout
    {
        get
        {
            DropoutRead?.Invoke();
            return field;
        }
        init;
    } = Dropout;

    /// <summary>Called when a network takes the rate: one that never does has no dropout.</summary>
    internal Action? DropoutRead { get; init; }
}

/// <summary>The numbers that train an entry.</summary>
/// <param name="Size">The size of the input, if it is not the entry's own.</param>
/// <param name="Init">The initialization of the weights, if it is not the network's own.</param>
public sealed record ModelRecipe(
    string Dataset, int Epochs, int BatchSize, double LearningRate, string Optimizer = "sgd",
    double ClipNorm = 0, double WeightDecay = 0,
    int? Size = null, int? LimitTrain = null, int? LimitTest = null, string? Init = null);

/// <summary>A row of the zoo. Parameters and Macs (multiply-adds of an example) are for its own input.</summary>
public sealed record Entry(
    string Name, string Family, string Paper, int Year, ModelInput Input, TaskKind Task,
    long Parameters, long Macs, ModelRecipe Textbook, ModelRecipe? Quick, string Published,
    Func<ModelArguments, Module> Build)
{
    /// <summary>The recipe of a plain run. It ends in minutes on two cores.</summary>
    public ModelRecipe Recipe => Quick ?? Textbook;

    /// <summary>What belongs beside each result of the network, published or not; empty for most.</summary>
    public string Caution { get; init; } = "";

    // Published results that begin with another name are for the textbook's data.
    private static readonly (string Name, string Dataset)[] Elsewhere =
        [("MNIST, ", "mnist"), ("CIFAR-10, ", "cifar-10"), ("ImageNet, ", "imagenet"),
            ("The Time Machine, ", "time-machine")];

    private static readonly (string Word, string Metric)[] Metrics =
        [("accuracy", "accuracy"), ("top-", "accuracy"), ("test error", "accuracy"), ("perplexity", "perplexity"),
            ("BLEU", "bleu")];

    /// <summary>The published result if it is of this data set and metric, else empty.</summary>
    public string PublishedFor(string dataset, string metric)
    {
        var own = Elsewhere.FirstOrDefault(other => Published.StartsWith(other.Name, StringComparison.Ordinal)).Dataset;
        var measured = Metrics.FirstOrDefault(one => Published.Contains(one.Word, StringComparison.Ordinal)).Metric;
        return dataset == (own ?? Textbook.Dataset) && metric == (measured ?? "loss") ? Published : "";
    }

    public ModelArguments Arguments => new(Input.Classes, Input.Channels, Input.Size);
}
