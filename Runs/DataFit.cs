using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Transforms;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Which data a model can be trained on, and how it is built for them.</summary>
public static class DataFit
{
    /// <summary>Told before anything is built: a model and a data set that do not belong together.</summary>
    public static void Check(Entry entry, Dataset data)
    {
        var (wanted, kinds) = entry.Task switch
        {
            TaskKind.Regression => ("rows of numbers with a number to predict", new[] { Targets.Numbers }),
            TaskKind.LanguageModel => ("a text", [Targets.NextTokens]),
            TaskKind.SequenceToSequence => ("pairs of sequences", [Targets.Sequences]),
            TaskKind.SequenceLabelling => ("sequences with a label for each token", [Targets.Sequences]),
            TaskKind.Reconstruction or TaskKind.Variational => ("images", [Targets.Classes, Targets.Numbers]),
            _ => (entry.Input.Kind == InputKind.Vector ? "points with classes" : "images with classes", [Targets.Classes]),
        };
        bool images = entry.Input.Kind is InputKind.Image or InputKind.Signal;
        bool fits = kinds.Contains(data.Kind) && images == (data.InputShape.Length == 3);
        if (!fits)
            throw new RecipeException($"{entry.Name} is trained on {wanted}, and {data.Name} is no such data set: its own is {entry.Recipe.Dataset}; `list --datasets` shows all.");
    }

    /// <summary>The arguments that build the model for these data.</summary>
    public static ModelArguments Arguments(Entry entry, Dataset data, Recipe recipe)
    {
        int labels = data.Classes.Count > 0 ? data.Classes.Count : 1;
        return entry.Input.Kind switch
        {
            InputKind.Tokens when entry.Task == TaskKind.LanguageModel => new(data.Vocabulary!.Count, 1, data.Size, recipe.Dropout, recipe.Width > 0 ? recipe.Width : null),
            InputKind.Tokens or InputKind.Pairs => new(data.TargetVocabulary!.Count, data.Vocabulary!.Count, data.Size, recipe.Dropout),
            InputKind.Vector => new(labels, 1, data.Size, recipe.Dropout),
            _ => new(labels, data.Channels, Side(recipe, data), recipe.Dropout),
        };
    }

    /// <summary>Height and width that images are brought to.</summary>
    public static int Side(Recipe recipe, Dataset data) => recipe.ImageSize > 0 ? recipe.ImageSize : data.Size;

    /// <summary>A change of size first, where one is needed, then the augmentations.</summary>
    public static Transform? Transforms(Dataset data, Recipe recipe, bool training)
    {
        var names = new List<string>();
        if (data.InputShape.Length == 3 && (Side(recipe, data) is var side) && (data.InputShape[1] != side || data.InputShape[2] != side))
            names.Add($"resize={side}");
        if (training && recipe.Augment.Length > 0)
            names.Add(recipe.Augment);
        var named = names.Count == 0 ? null : Augment.Parse(string.Join(',', names), data.Classes.Count);
        if (!training || recipe.InputNoise == 0)
            return named;
        if (data.Vocabulary is not null)
            throw new RecipeException($"--input-noise adds to numbers, and the inputs of {data.Name} are tokens: try --dropout or --weight-noise.");
        return (batch, random) => Noisy(named is null ? batch : named(batch, random), recipe.InputNoise, random);
    }

    // Training with a little noise on the inputs is a penalty on steep functions (Bishop 1995).
    private static Batch Noisy(Batch batch, double deviation, Generator random) =>
        new(batch.Inputs + (randn(batch.Inputs.shape, generator: random) * deviation).to(batch.Inputs.device), batch.Targets, batch.Continues);
}
