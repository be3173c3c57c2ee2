using System.Text.RegularExpressions;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Torchvision;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using ModelZoo.Training.Regularization;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>A network with its weights, in evaluation mode.</summary>
/// <param name="Recipe">How it was trained; null where only its weights are known.</param>
public sealed partial record TrainedNetwork(Entry Entry, ModelArguments Arguments, nn.Module Model, Recipe? Recipe)
    : IDisposable
{
    /// <summary>The data that it was trained on, as its checkpoint describes them.</summary>
    public DataDescription? Data { get; init; }

    /// <summary>Where the weights are from, in words.</summary>
    public string Origin { get; init; } = "the weights of a file";

    /// <summary>What it was trained to do.</summary>
    public TaskKind Task => Data is null ? Entry.Task : DataFit.Task(Entry, Data.Kind);

    /// <summary>Whether it takes images as torchvision's published weights do.</summary>
    public bool Published => Recipe is null && Entry.Family == "torchvision" && Arguments.Channels == 3;

    /// <summary>A network of the zoo with the weights of a file. Sizes default to the network's own.</summary>
    public static TrainedNetwork Of(
        string model, string weights, int? classes = null, int? channels = null, int? size = null)
    {
        var entry = Zoo.Find(model);
        var own = entry.Arguments;
        var arguments = own with
        {
            Classes = classes ?? own.Classes,
            Channels = channels ?? own.Channels,
            Size = size ?? own.Size,
        };
        if (!File.Exists(weights))
            throw new RecipeException(
                $"There is no weight file {weights}: give a .safetensors file, or a state dict that torch.save wrote.");
        var network = Build(entry, arguments);
        try
        {
            network.LoadWeights(weights, name => Rename(entry, name));
        }
        catch (ArgumentException error)
        {
            network.Dispose();
            throw new RecipeException(
                $"{TorchErrors.Sentence(error)} Are --model, --classes and --channels those of the weights?");
        }
        return new(entry, arguments, network, null);
    }

    /// <summary>A run's best checkpoint, or its last one where no epoch has ended yet.</summary>
    /// <param name="which">best or last; null is the best if there is one.</param>
    public static TrainedNetwork Of(string run, Action<string>? warn = null, string? which = null)
    {
        var folder = RunFolder.Open(run);
        using var scope = NewDisposeScope();
        bool best = (which ?? (Directory.Exists(folder.Best) ? "best" : "last")) == "best";
        var checkpoint = Checkpoint.Load(best ? folder.Best : folder.Last, warn);
        var recipe = new Settings("").Read(checkpoint.Settings, "checkpoint").Recipe;
        var entry = RunModel.Find(recipe.Model, checkpoint);
        var network = Build(entry, checkpoint.Arguments);
        network.load_state_dict(checkpoint.Model);
        // If the run kept an average of the weights, the average is what was tested.
        using var average = new StochasticWeightAverage();
        if (checkpoint.State.Under("average.") is { Numbers.Count: > 0 } kept)
        {
            average.load_state_dict(kept);
            _ = average.Swap(Average.Of(network));
        }
        return new(entry, checkpoint.Arguments, network, recipe)
        {
            Data = checkpoint.Data,
            Origin = $"the {(best ? "best" : "last")} checkpoint (epoch {checkpoint.Trainer.Epoch})",
        };
    }

    /// <summary>
    /// Names of the classes: ImageNet's for published weights, else those that the checkpoint keeps. A checkpoint of
    /// version 0.1 has none: then they are read from the data, if those are on this machine.
    /// </summary>
    public IReadOnlyList<string> ClassNames(string? dataRoot)
    {
        if (Published)
            return Arguments.Classes == ImageNet.Classes.Count ? ImageNet.Classes : [];
        if (Data is not null)
            return Data.Classes;
        try
        {
            var few = new DatasetOptions { DataRoot = dataRoot, Download = false, LimitTrain = 1, LimitTest = 1 };
            using var data = DatasetCatalog.Open(Recipe?.Dataset ?? Entry.Recipe.Dataset, few);
            return data.Classes.Count == Arguments.Classes ? data.Classes : [];
        }
        catch (DatasetException)
        {
            return [];
        }
    }

    public void Dispose() => Model.Dispose();

    private static nn.Module Build(Entry entry, ModelArguments arguments)
    {
        var network = Zoo.Create(entry.Name, arguments);
        network.eval();
        return network;
    }

    // Two of torchvision's published files differ: one has auxiliary heads for training, the other older names.
    private static string? Rename(Entry entry, string name) => entry.Name switch
    {
        "torchvision/googlenet" when AuxiliaryHead().IsMatch(name) => null,
        "torchvision/densenet121" => OldDenseNetName().Replace(name, "$1$2"),
        _ => name,
    };

    [GeneratedRegex(@"^aux[12]\.")]
    private static partial Regex AuxiliaryHead();

    [GeneratedRegex(@"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\.)")]
    private static partial Regex OldDenseNetName();
}
