using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class DatasetCatalogTests
{
    [Fact]
    public void Fashion_mnist_has_its_published_sizes_labels_and_mean()
    {
        Assert.SkipUnless(DatasetCatalog.Find("fashion-mnist")!.IsPresent(), "Fashion-MNIST is not on this machine");
        using var set = DatasetCatalog.Open("fashion-mnist", new DatasetOptions { Download = false });
        Assert.Equal([60000, 1, 28, 28], set.Train.Inputs.shape);
        Assert.Equal([10000, 1, 28, 28], set.Test.Inputs.shape);
        Assert.Equal(ScalarType.Byte, set.Train.Inputs.dtype);
        Assert.Equal(ScalarType.Int64, set.Train.Targets.dtype);
        Assert.Equal((10, 1, 28), (set.Classes.Count, set.Channels, set.Size));
        var counts = Enumerable.Range(0, 10).Select(c => set.Train.Targets.eq(c).sum().ToInt64());
        Assert.Equal(Enumerable.Repeat(6000L, 10), counts);
        // The mean that is published with the set.
        Assert.Equal(0.2860, set.Train.Inputs.to(ScalarType.Float32).mean().ToDouble() / 255, 4);
        Assert.Equal(9, set.Train.Targets[0].ToInt64());
    }

    [Fact]
    public void Unknown_name_is_answered_with_the_nearest_one()
    {
        var error = Assert.Throws<DatasetException>(() => DatasetCatalog.Open("fashon-mnist"));
        Assert.True(error.IsUsage);
        Assert.Contains("did you mean fashion-mnist", error.Message);
    }

    [Fact]
    public void Limits_cut_both_parts()
    {
        Assert.SkipUnless(DatasetCatalog.Find("fashion-mnist")!.IsPresent(), "Fashion-MNIST is not on this machine");
        var options = new DatasetOptions { Download = false, LimitTrain = 100, LimitTest = 7 };
        using var set = DatasetCatalog.Open("fashion-mnist", options);
        Assert.Equal((100, 7), (set.Train.Count, set.Test.Count));
    }
}
