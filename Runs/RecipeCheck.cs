using ModelZoo.Datasets;
using ModelZoo.Datasets.Transforms;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;

namespace ModelZoo.Runs;

/// <summary>Checks that a recipe makes sense before half a second goes into loading libtorch and the data.</summary>
internal static class RecipeCheck
{
    internal static void Names(Recipe recipe, string? dataRoot)
    {
        DatasetCatalog.Check(recipe.Dataset, dataRoot);
        Names(recipe);
    }

    /// <summary>Everything but the data set.</summary>
    internal static void Names(Recipe recipe)
    {
        _ = OptimizerTable.Rate(new NamedOptions(recipe.Optimizer).Name);
        _ = ScheduleTable.Create(recipe.Schedule, 1000, recipe.Epochs);
        _ = Augment.Parse(recipe.Augment, classes: 2);
        if (recipe.Init.Length > 0)
            Initialization.Check(recipe.Init);
        Regularizers.Check(recipe);
    }

    /// <summary>Refuses settings that the model's task does not use. Without effect they would be a trap.</summary>
    internal static void Tasks(Recipe recipe)
    {
        var task = Zoo.Find(recipe.Model).Task;
        foreach (var setting in Setting.All.Where(setting => setting.Tasks.Count > 0 && !setting.Tasks.Contains(task)))
            if (!setting.IsDefault(recipe))
                throw new RecipeException(
                    $"--{setting.Name} has no effect on {recipe.Model}: {setting.Help}. Leave it out.");
    }
}
