
using ModelZoo.Datasets;
using ModelZoo.Datasets.Transforms;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Schedules;

namespace ModelZoo.Runs;

/// <summary>Checks the names in a recipe.</summary>
internal static class RecipeCheck
{
    // What can be told without libtorch and the data is told before half a second goes to load them.
    internal static void Names(Recipe recipe, string? dataRoot)
    {
        DatasetCatalog.Check(recipe.Dataset, dataRoot);
        _ = ScheduleTable.Create(recipe.Schedule, 1000, recipe.Epochs);
        _ = Augment.Parse(recipe.Augment, classes: 2);
        if (recipe.Init.Length > 0)
            Initialisation.Check(recipe.Init);
        Regularizers.Check(recipe);
    }
}
