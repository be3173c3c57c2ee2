
using ModelZoo.Tables;
using ModelZoo.Training.Optimizers;

namespace ModelZoo.Runs.Recipes;

/// <summary>The settings that a model is trained with if nothing else is said.</summary>
public static class ModelSettings
{
    /// <param name="textbook">The textbook's own recipe, where a plain run uses a shorter one.</param>
    public static Settings For(Entry entry, bool textbook = false)
    {
        var recipe = textbook ? entry.Textbook : entry.Recipe;
        var origin = textbook ? "textbook" : "model";
        var settings = new Settings(entry.Name);
        settings.Set("model", entry.Name, origin);
        settings.Set("dataset", recipe.Dataset, origin);
        settings.Set("epochs", recipe.Epochs.ToString(), origin);
        settings.Set("batch-size", recipe.BatchSize.ToString(), origin);
        settings.Set("lr", recipe.LearningRate.ToString(), origin);
        settings.Set("optimizer", recipe.Optimizer, origin);
        if (recipe.WeightDecay > 0)
            settings.Set("weight-decay", recipe.WeightDecay.ToString(), origin);
        if (recipe.ClipNorm > 0)
            settings.Set("clip-norm", recipe.ClipNorm.ToString(), origin);
        if ((recipe.Size ?? (entry.Input.Kind == InputKind.Image ? entry.Input.Size : (int?)null)) is { } size)
            settings.Set("image-size", size.ToString(), origin);
        if (recipe.LimitTrain is { } limit)
            settings.Set("limit-train", limit.ToString(), origin);
        if (recipe.LimitTest is { } tested)
            settings.Set("limit-test", tested.ToString(), origin);
        if (recipe.Init is { } init)
            settings.Set("init", init, origin);
        return settings;
    }

    /// <summary>Another update rule needs another rate: unless one was given with it, the rule's own.</summary>
    public static void Complete(Settings settings)
    {
        bool OfModel(string name) => settings.Origin(name) is "default" or "model" or "textbook";
        if (!OfModel("optimizer") && (OfModel("lr") || settings.Origin("lr") == "optimizer"))
            settings.Set("lr", OptimizerTable.Rate(settings.Recipe.Optimizer.Split(':')[0]).ToString(), "optimizer");
    }
}
