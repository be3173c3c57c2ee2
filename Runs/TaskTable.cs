using ModelZoo.Datasets.Sets;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Runs;

/// <summary>The training task of each kind of model.</summary>
internal static class TaskTable
{
    internal static ITask For(Entry entry, Recipe recipe, Dataset data) => DataFit.Task(entry, data.Kind) switch
    {
        TaskKind.Regression => new Regression(),
        TaskKind.Classification => new Classification(recipe.LabelSmoothing),
        TaskKind.Perceptron => new PerceptronRule(),
        TaskKind.Reconstruction => new Reconstruction(Batches(recipe, data) / 2),
        TaskKind.Variational => new Variational(),
        TaskKind.LanguageModel => new NextToken(),
        TaskKind.SequenceLabelling => new SequenceLabelling(data.TargetVocabulary![Vocabulary.Padding]),
        TaskKind.SequenceToSequence => new Translation(
            data.TargetVocabulary![Vocabulary.Begin],
            data.TargetVocabulary![Vocabulary.Padding],
            data.Vocabulary![Vocabulary.Padding],
            data.TargetVocabulary![Vocabulary.End]),
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Task, "This kind of model has no task."),
    };

    // In the whole training.
    private static long Batches(Recipe recipe, Dataset data)
    {
        long all = (data.Train.Count + recipe.BatchSize - 1) / recipe.BatchSize * recipe.Epochs;
        return recipe.Steps > 0 ? Math.Min(all, recipe.Steps * recipe.Accumulate) : all;
    }
}
