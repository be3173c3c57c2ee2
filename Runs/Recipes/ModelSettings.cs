using ModelZoo.Tables;
using ModelZoo.Training.Optimizers;

namespace ModelZoo.Runs.Recipes;

/// <summary>The settings that a model is trained with unless others are given.</summary>
public static class ModelSettings
{
    /// <param name="textbook">The textbook's own recipe, where a plain run uses a shorter one.</param>
    public static Settings For(Entry entry, bool textbook = false)
    {
        var recipe = textbook ? entry.Textbook : entry.Recipe;
        var origin = textbook ? "textbook" : "model";
        var settings = new Settings(entry.Name)
            .Set(r => r.Model, entry.Name, origin)
            .Set(r => r.Dataset, recipe.Dataset, origin)
            .Set(r => r.Epochs, recipe.Epochs, origin)
            .Set(r => r.BatchSize, recipe.BatchSize, origin)
            .Set(r => r.LearningRate, recipe.LearningRate, origin)
            .Set(r => r.Optimizer, recipe.Optimizer, origin);
        if (recipe.WeightDecay > 0)
            settings.Set(r => r.WeightDecay, recipe.WeightDecay, origin);
        if (recipe.ClipNorm > 0)
            settings.Set(r => r.ClipNorm, recipe.ClipNorm, origin);
        if ((recipe.Size ?? (entry.Input.Kind == InputKind.Image ? entry.Input.Size : null)) is { } size)
            settings.Set(r => r.ImageSize, size, origin);
        if (recipe.LimitTrain is { } trained)
            settings.Set(r => r.LimitTrain, trained, origin);
        if (recipe.LimitTest is { } tested)
            settings.Set(r => r.LimitTest, tested, origin);
        if (recipe.Init is { } init)
            settings.Set(r => r.Init, init, origin);
        return settings;
    }

    /// <summary>Takes the learning rate of an optimizer that was chosen without a rate.</summary>
    public static void Complete(Settings settings)
    {
        if (settings.IsChosen("optimizer") && (!settings.IsChosen("lr") || settings.Origin("lr") == "optimizer"))
        {
            var optimizer = settings.Recipe.Optimizer.Split(':')[0];
            settings.Set(r => r.LearningRate, OptimizerTable.Rate(optimizer), "optimizer");
        }
    }
}
