
using ModelZoo.Datasets.Sets;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Runs;

/// <summary>Which task trains which kind of model.</summary>
public static class TaskTable
{
    private static readonly Dictionary<TaskKind, Func<Recipe, Dataset, ITask>> Rows = new()
    {
        [TaskKind.Regression] = (_, _) => new Regression(),
        [TaskKind.Classification] = (recipe, _) => new Classification(recipe.LabelSmoothing),
        [TaskKind.Perceptron] = (_, _) => new PerceptronRule(),
        [TaskKind.Reconstruction] = (recipe, data) => new Reconstruction(Batches(recipe, data) / 2),
        [TaskKind.Variational] = (_, _) => new Variational(),
        [TaskKind.LanguageModel] = (_, _) => new NextToken(),
        [TaskKind.SequenceLabelling] = (_, data) => new SequenceLabelling(data.TargetVocabulary![Vocabulary.Padding]),
        [TaskKind.SequenceToSequence] = (_, data) => new Translation(
            data.TargetVocabulary![Vocabulary.Begin], data.TargetVocabulary![Vocabulary.Padding], data.Vocabulary![Vocabulary.Padding]),
    };

    public static ITask For(Entry entry, Recipe recipe, Dataset data) => Rows[entry.Task](recipe, data);

    // Of the whole training.
    private static long Batches(Recipe recipe, Dataset data)
    {
        long all = (data.Train.Count + recipe.BatchSize - 1) / recipe.BatchSize * recipe.Epochs;
        return recipe.Steps > 0 ? Math.Min(all, recipe.Steps * recipe.Accumulate) : all;
    }
}
