using System.Runtime.CompilerServices;
using ModelZoo.Datasets;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using Xunit;

namespace ModelZoo.Tests.Runs.Recipes;

/// <summary>Every model can be trained with its own recipe.</summary>
public class ModelSettingsTests
{
    // A network with more multiply-adds takes too long for a test.
    private const long Heavy = 400_000_000;

    public static TheoryData<string> Names => [.. Zoo.Names];

    public static TheoryData<string> Light =>
        [.. Zoo.Entries
            .Where(entry => entry.Macs < Heavy && DatasetCatalog.Find(entry.Recipe.Dataset)!.IsPresent())
            .Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_names_an_existing_data_set_and_optimizer(string name)
    {
        foreach (var recipe in new[] { Zoo.Find(name).Recipe, Zoo.Find(name).Textbook })
        {
            Assert.NotNull(DatasetCatalog.Find(recipe.Dataset));
            Assert.Contains(recipe.Optimizer, OptimizerTable.Names);
        }
    }

    [Theory]
    [MemberData(nameof(Light))]
    public void Batch_passes_network_loss_and_gradients_without_a_leak(string name)
    {
        var settings = ModelSettings.For(Zoo.Find(name))
            .Set(r => r.BatchSize, 2, "test").Set(r => r.LimitTrain, 64, "test").Set(r => r.LimitTest, 64, "test");
        // TorchSharp keeps counting the tensors that parameters were made from, so a network alone is counted first.
        long start = Handles.Living();
        Make(settings, estimate: false);
        long made = Handles.Living();
        Make(settings, estimate: true);
        Assert.Equal(made - start, Handles.Living() - made);
    }

    // Not inlined, so that nothing it made is reachable when living handles are counted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(Settings settings, bool estimate)
    {
        using var run = RunBuilder.Build(settings);
        if (estimate)
            run.Estimate();
    }

    [Fact]
    public void Data_that_do_not_fit_the_model_are_rejected()
    {
        var settings = ModelSettings.For(Zoo.Find("lenet")).Set("dataset", "dates", "test");
        var error = Assert.Throws<RecipeException>(() => RunBuilder.Build(settings));
        Assert.Contains("lenet is trained on images with classes, and dates is no such data set", error.Message);
    }
}
