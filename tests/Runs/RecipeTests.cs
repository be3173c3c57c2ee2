
using System.Runtime.CompilerServices;
using ModelZoo.Datasets;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using Xunit;

namespace ModelZoo.Tests.Runs;

/// <summary>Every model's own recipe is one that the trainer can carry out.</summary>
public class RecipeTests
{
    // One example through a network of this many multiply-adds takes longer than a test should.
    private const long Heavy = 400_000_000;

    public static TheoryData<string> Names => [.. Zoo.Names];

    public static TheoryData<string> Light =>
        [.. Zoo.Entries.Where(entry => entry.Macs < Heavy && DatasetCatalog.Find(entry.Recipe.Dataset)!.IsPresent()).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_names_data_and_an_optimizer_that_there_are(string name)
    {
        foreach (var recipe in new[] { Zoo.Find(name).Recipe, Zoo.Find(name).Textbook })
        {
            Assert.NotNull(DatasetCatalog.Find(recipe.Dataset));
            Assert.Contains(recipe.Optimizer, OptimizerTable.Names);
        }
    }

    [Theory]
    [MemberData(nameof(Light))]
    public void A_batch_goes_through_network_loss_and_gradients(string name)
    {
        var settings = ModelSettings.For(Zoo.Find(name));
        settings.Set("batch-size", "2", "test").Set("limit-train", "64", "test").Set("limit-test", "64", "test");
        // TorchSharp's counter never takes back the tensor that a Parameter was made from, so making the network alone is counted first.
        long start = Handles.Living();
        Make(settings, estimate: false);
        long made = Handles.Living();
        Make(settings, estimate: true);
        Assert.Equal(made - start, Handles.Living() - made);
    }

    // Not inlined: what it made must be out of reach when the living are counted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(Settings settings, bool estimate)
    {
        using var run = new Run(settings);
        if (estimate)
            run.Estimate();
    }

    [Fact]
    public void A_model_and_data_that_do_not_belong_together_are_told_apart()
    {
        var settings = ModelSettings.For(Zoo.Find("lenet")).Set("dataset", "dates", "test");
        var error = Assert.Throws<RecipeException>(() => new Run(settings));
        Assert.Contains("lenet is trained on images with classes, and dates is no such data set", error.Message);
    }
}
