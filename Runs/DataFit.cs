using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Transforms;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Which data a model can be trained on, and how both are fitted to each other.</summary>
internal static class DataFit
{
    /// <summary>The entry's task, or regression for a classifier that is trained on numbers.</summary>
    internal static TaskKind Task(Entry entry, Targets kind) =>
        entry.Task == TaskKind.Classification && kind == Targets.Numbers ? TaskKind.Regression : entry.Task;

    // Networks that flatten their input take a row of a table as well as an image.
    private static bool TakesRows(Entry entry, Dataset data) =>
        entry.Family is "linear" or "feed-forward" && data.InputShape.Length == 1
        && entry.Task is TaskKind.Classification or TaskKind.Perceptron
        && (data.Kind == Targets.Classes || (data.Kind == Targets.Numbers && entry.Task == TaskKind.Classification));

    internal static void Check(Entry entry, Dataset data)
    {
        if (TakesRows(entry, data))
            return;
        var (wanted, kinds) = entry.Task switch
        {
            TaskKind.Regression => ("rows of numbers with a number to predict", new[] { Targets.Numbers }),
            TaskKind.LanguageModel => ("a text", [Targets.NextTokens]),
            TaskKind.SequenceToSequence => ("pairs of sequences", [Targets.Sequences]),
            TaskKind.SequenceLabelling => ("sequences with a label for each token", [Targets.Sequences]),
            TaskKind.Reconstruction or TaskKind.Variational => ("images", [Targets.Classes, Targets.Numbers]),
            _ when entry.Input.Kind == InputKind.Vector => ("points with classes", [Targets.Classes]),
            _ => ("images with classes", [Targets.Classes]),
        };
        bool takesImages = entry.Input.Kind is InputKind.Image or InputKind.Signal;
        if (!kinds.Contains(data.Kind) || takesImages != (data.InputShape.Length == 3))
            throw new RecipeException($"{entry.Name} is trained on {wanted}, and {data.Name} is no such data set: "
                + $"its own is {entry.Recipe.Dataset}; `list --datasets` shows all.");
    }

    /// <summary>The arguments that build the model for these data.</summary>
    internal static ModelArguments Arguments(Entry entry, Dataset data, Recipe recipe) => entry.Input.Kind switch
    {
        InputKind.Tokens when entry.Task == TaskKind.LanguageModel =>
            new(data.Vocabulary!.Count, 1, data.Size, recipe.Dropout, recipe.Width > 0 ? recipe.Width : null),
        InputKind.Tokens or InputKind.Pairs =>
            new(data.TargetVocabulary!.Count, data.Vocabulary!.Count, data.Size, recipe.Dropout),
        _ when TakesRows(entry, data) => new(Labels(data), data.Size, 1, recipe.Dropout),
        InputKind.Vector => new(Labels(data), 1, data.Size, recipe.Dropout),
        _ => new(Labels(data), data.Channels, Side(recipe, data), recipe.Dropout),
    };

    /// <summary>Resizes where it is needed, then augments and adds noise if it is for training.</summary>
    internal static Transform? Transforms(Dataset data, Recipe recipe, bool training)
    {
        var names = new List<string>();
        int side = Side(recipe, data);
        if (data.InputShape is [_, var height, var width] && (height != side || width != side))
            names.Add($"resize={side}");
        if (training && recipe.Augment.Length > 0)
            names.Add(recipe.Augment);
        var named = names.Count == 0 ? null : Augment.Parse(string.Join(',', names), data.Classes.Count);
        if (!training || recipe.InputNoise == 0)
            return named;
        if (data.Vocabulary is not null)
            throw new RecipeException($"--input-noise adds to numbers, and the inputs of {data.Name} are tokens: "
                + "try --dropout or --weight-noise.");
        return (batch, random) => Noisy(named is null ? batch : named(batch, random), recipe.InputNoise, random);
    }

    private static int Labels(Dataset data) => Math.Max(data.Classes.Count, 1);

    private static int Side(Recipe recipe, Dataset data) => recipe.ImageSize > 0 ? recipe.ImageSize : data.Size;

    // A little noise on the inputs acts as a penalty on steep functions (Bishop 1995).
    private static Batch Noisy(Batch batch, double deviation, Generator random)
    {
        var noise = (randn(batch.Inputs.shape, generator: random) * deviation).to(batch.Inputs.device);
        return new(batch.Inputs + noise, batch.Targets, batch.Continues);
    }
}
