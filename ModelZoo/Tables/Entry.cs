using static TorchSharp.torch;

namespace ModelZoo.Tables;

/// <summary>What a network is trained to do; Training turns it into a loss and metrics.</summary>
public enum TaskKind
{
    Regression,
    Classification,
    /// <summary>Rosenblatt's rule: half the squared error of the 0-1 outputs, whose gradient passes the threshold unchanged.</summary>
    Perceptron,
    /// <summary>Output like input; a model that is an <see cref="Parts.IPenalized"/> adds its own term.</summary>
    Reconstruction,
    Variational,
    LanguageModel,
    SequenceLabelling,
    SequenceToSequence,
}

public enum InputKind { Vector, Image, Signal, Tokens, Pairs }

/// <summary>
/// What goes in and how many come out: Vector (N, Size), Image (N, Channels, Size, Size), Signal (N, Channels, Size),
/// Tokens (N, Size) out of Classes symbols, Pairs (N, Size) out of Channels and Classes symbols.
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

/// <summary>The arguments that rebuild a network: a checkpoint keeps them beside the name.</summary>
/// <param name="Width">Units of a recurrent language model's layers, where they are not the entry's own.</param>
public sealed record ModelArguments(int Classes, int Channels, int Size, double? Dropout = null, int? Width = null);

/// <summary>The numbers that train an entry. Size: that of the input, where it differs from the entry's own. Init: of the weights, likewise.</summary>
public sealed record ModelRecipe(
    string Dataset, int Epochs, int BatchSize, double LearningRate, string Optimizer = "sgd",
    double ClipNorm = 0, double WeightDecay = 0, int? Size = null, int? LimitTrain = null, int? LimitTest = null, string? Init = null);

/// <summary>One row of the zoo. Parameters and Macs (multiply-adds of one example) hold for the entry's own input.</summary>
public sealed record Entry(
    string Name, string Family, string Paper, int Year, ModelInput Input, TaskKind Task,
    long Parameters, long Macs, ModelRecipe Textbook, ModelRecipe? Quick, string Published, Func<ModelArguments, nn.Module> Build)
{
    /// <summary>What a plain run uses: finishes in minutes on two cores.</summary>
    public ModelRecipe Recipe => Quick ?? Textbook;

    public ModelArguments Arguments => new(Input.Classes, Input.Channels, Input.Size);
}
