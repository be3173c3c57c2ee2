using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Runs;
using ModelZoo.Runs.Inference;
using ModelZoo.Runs.Recipes;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Runs.Inference;

public sealed class TrainedNetworkTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("ema", "0.9")]
    [InlineData("swa", "1")]
    public void A_run_with_batch_norm_that_kept_an_average_of_its_weights_gives_the_network_that_was_tested(string average, string value)
    {
        using var scope = NewDisposeScope();
        var settings = ModelSettings.For(Zoo.Find("lenet-bn"));
        foreach (var (name, given) in new[] { ("dataset", "glyphs"), ("limit-train", "512"), ("limit-test", "64"), ("batch-size", "64"), ("epochs", "2"), ("device", "cpu"), ("threads", "1"), (average, value) })
            settings.Set(name, given, "test");
        using var run = new Run(settings);
        run.Train(_scratch.Path, TestContext.Current.CancellationToken);

        using var trained = TrainedNetwork.Of(run.Folder.FullPath);
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { LimitTrain = 512, LimitTest = 64 });
        using var test = new DataLoader(data.Test, 64);
        using var unrecorded = no_grad();
        foreach (var batch in test)
            Assert.Equal(run.Trainer.State.Rows[run.Trainer.State.BestEpoch - 1].Test["loss"], functional.cross_entropy(((Module<Tensor, Tensor>)trained.Model).call(batch.Inputs), batch.Targets).item<float>(), 1e-5);
    }
}
