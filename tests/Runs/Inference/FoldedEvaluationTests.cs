using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Runs.Inference;

public class FoldedEvaluationTests
{
    [Fact]
    public void Evaluation_with_folded_norms_gives_the_same_loss_and_leaves_the_network_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = (Module<Tensor, Tensor>)Zoo.Create("resnet18", size: 32);
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { LimitTrain = 256, LimitTest = 600 });
        using var train = new DataLoader(data.Train, 64);
        using var test = new DataLoader(data.Test, 64);
        using var optimizer = new Adam(model.parameters(), 1e-3);
        var options = new TrainerOptions { Epochs = 1 };
        using (var trainer = new Trainer(model, new Classification(0), optimizer, options: options))
            trainer.Fit(train, stop: TestContext.Current.CancellationToken);
        var before = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var parameters = model.parameters().ToArray();
        var (folded, plain) = (Test(test), Unfolded(model, test));
        Assert.InRange(Math.Abs(folded["loss"] - plain), 0, 1e-5 * Math.Max(1, plain));
        var after = model.state_dict();
        Assert.Equal(before.Keys, after.Keys);
        Assert.Equal(parameters, model.parameters(), ReferenceEqualityComparer.Instance);
        foreach (var (name, value) in before)
            Assert.True(value.eq(after[name]).all().item<bool>(), name);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));

        Dictionary<string, double> Test(DataLoader loader)
        {
            using var trainer = new Trainer(model, new Classification(0), optimizer);
            return trainer.Evaluate(loader, TestContext.Current.CancellationToken);
        }
    }

    private static double Unfolded(Module<Tensor, Tensor> model, DataLoader test)
    {
        using var unrecorded = no_grad();
        model.eval();
        double sum = 0;
        foreach (var batch in test)
        {
            var logits = model.call(batch.Inputs);
            sum += functional.cross_entropy(logits, batch.Targets, reduction: Reduction.Sum).ToDouble();
        }
        return sum / test.Examples;
    }
}
