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

    /// <summary>Refuses settings that nothing would use. Without effect they would be a trap.</summary>
    internal static void Unused(Settings settings)
    {
        var recipe = settings.Recipe;
        var task = Zoo.Find(recipe.Model).Task;
        foreach (var setting in Setting.All.Where(setting => setting.Tasks.Count > 0 && !setting.Tasks.Contains(task)))
            if (!setting.IsDefault(recipe))
                throw NoEffect(setting.Name, $"on {recipe.Model}: {setting.Help}");
        OptimizerTable.Check(new NamedOptions(recipe.Optimizer).Name, new(null, recipe.Momentum, recipe.WeightDecay));
        if (recipe.MinChange > 0 && recipe.Patience == 0)
            throw NoEffect("min-change", "without --patience");
        if (recipe.Keep > 0 && recipe.CheckpointEvery == 0 && recipe.CheckpointTime == TimeSpan.Zero)
            throw NoEffect("keep", "without --checkpoint-every or --checkpoint-time");
        if (recipe.Threads > Environment.ProcessorCount && settings.IsChosen("threads"))
            throw new RecipeException($"--threads {recipe.Threads} is more than the {Environment.ProcessorCount} "
                + $"processors here, so threads would wait for each other: give at most {Environment.ProcessorCount}.");
    }

    internal static RecipeException NoEffect(string name, string where) =>
        new($"--{name} has no effect {where}. Leave it out.");
}
