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
    public void Averaged_run_with_batch_norm_gives_the_network_that_was_tested(string average, string value)
    {
        using var scope = NewDisposeScope();
        var settings = ModelSettings.For(Zoo.Find("lenet-bn"))
            .Set(r => r.Dataset, "glyphs", "test")
            .Set(r => r.LimitTrain, 512, "test")
            .Set(r => r.LimitTest, 64, "test")
            .Set(r => r.BatchSize, 64, "test")
            .Set(r => r.Epochs, 2, "test")
            .Set(r => r.Device, "cpu", "test")
            .Set(r => r.Threads, 1, "test")
            .Set(average, value, "test");
        using var run = RunBuilder.Build(settings);
        run.Train(_scratch.Path, TestContext.Current.CancellationToken);

        using var trained = TrainedNetwork.Of(run.Folder.FullPath);
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { LimitTrain = 512, LimitTest = 64 });
        using var test = new DataLoader(data.Test, 64);
        using var unrecorded = no_grad();
        var (state, network) = (run.Trainer.State, (Module<Tensor, Tensor>)trained.Model);
        foreach (var batch in test)
        {
            float loss = functional.cross_entropy(network.call(batch.Inputs), batch.Targets).item<float>();
            Assert.Equal(state.Rows[state.BestEpoch - 1].Test["loss"], loss, 1e-5);
        }
    }
}
