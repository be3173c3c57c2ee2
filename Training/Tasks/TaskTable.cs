namespace ModelZoo.Training.Tasks;

/// <summary>Which task trains which kind of model.</summary>
public static class TaskTable
{
    private static readonly Dictionary<TaskKind, Func<Recipe, ITask>> Rows = new()
    {
        [TaskKind.Classification] = recipe => new Classification(recipe.LabelSmoothing),
    };

    public static ITask For(Entry entry, Recipe recipe) =>
        Rows.TryGetValue(entry.Task, out var make) ? make(recipe)
        : throw new RecipeException($"{entry.Name} is a model for {entry.Task}, which the trainer does not know yet.");
}
