using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Training;

/// <summary>A diverged run names the first layer with a bad value, and the training examples that cause it.</summary>
public class DivergenceTests
{
    private const int Batch = 8;

    private sealed class Root() : Module<Tensor, Tensor>("root")
    {
        public override Tensor forward(Tensor input) => input.sqrt();
    }

    private static Split Examples(params int[] negative)
    {
        using var scope = NewDisposeScope();
        var inputs = ones(64, 2);
        foreach (int row in negative)
            inputs.narrow(0, row, 1).fill_(-1);
        return new Split(inputs.MoveToOuterDisposeScope(), ones(64, 1).MoveToOuterDisposeScope());
    }

    private static Divergence? Find(Module<Tensor, Tensor> model, DataLoader loader, double lr = 0.01)
    {
        using var optimizer = new SGD(model.parameters(), lr);
        using var trainer = new Trainer(model, new Regression(), optimizer);
        return trainer.FindDivergence(loader, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Bad_output_is_reported_with_its_layer_and_examples()
    {
        using var scope = NewDisposeScope();
        using var split = Examples(17, 40, 41);
        using var model = Sequential(("first", Identity()), ("root", new Root()), ("last", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch, shuffle: true, seed: 5);
        var batches = Enumerable.Range(0, 8).Select(batch => loader.Indices(batch)).ToArray();
        int bad = Array.FindIndex(batches, rows => rows.Any(row => row is 17 or 40 or 41));

        var found = Find(model, loader)!;
        Assert.Equal((bad + 1, "the output of root (root)"), (found.Step, found.Where));
        Assert.Equal(batches[bad].Where(row => row is 17 or 40 or 41).Order(), found.Examples);
        Assert.Contains($"At step {bad + 1} the output of root (root) is the first that is not finite, for the "
            + "training example", found.ToString());
    }

    [Fact]
    public void Bad_gradient_of_finite_outputs_is_reported_with_its_parameter()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("first", Linear(2, 2)), ("root", new Root()), ("last", Linear(2, 1)));
        using (no_grad())
            foreach (var parameter in model.named_children().First().module.parameters())
                parameter.zero_();   // the root of zero has an infinite slope
        using var loader = new DataLoader(split, Batch);
        var found = Find(model, loader)!;
        Assert.Equal((1, "the gradient of first.weight (Linear)"), (found.Step, found.Where));
        Assert.Equal(Enumerable.Range(0, Batch).Select(row => (long)row), found.Examples);
    }

    [Fact]
    public void Bad_weight_after_finite_gradients_is_reported_with_its_update()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch);
        Assert.Equal("At step 1 only.weight (Linear) after the update, whose gradients are finite, is the first that "
            + "is not finite, for the batch as a whole.", Find(model, loader, lr: 1e39)!.ToString());
    }

    [Fact]
    public void Bad_input_is_reported_as_input_of_the_network()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        split.Inputs.narrow(0, 3, 1).fill_(float.NaN);
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch);
        var found = Find(model, loader)!;
        Assert.Equal("the input of the network", found.Where);
        Assert.Equal([3], found.Examples);
    }

    [Fact]
    public void Training_stops_before_it_saves_weights_that_are_not_finite()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, 64);
        // The loss of the only step is finite, but not its update.
        using var optimizer = new SGD(model.parameters(), 1e39);
        var observer = new Checkpoints();
        using var trainer = new Trainer(model, new Regression(), optimizer,
            options: new TrainerOptions { Epochs = 1 }, observer: observer);
        var error = Assert.Throws<DivergedException>(
            () => trainer.Fit(loader, stop: TestContext.Current.CancellationToken));
        Assert.Contains("A weight is not finite at step 1", error.Message);
        Assert.Equal(0, observer.Due);
    }

    [Fact]
    public void Nothing_is_reported_for_an_epoch_with_finite_values()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch);
        Assert.Null(Find(model, loader));
    }

    private sealed class Checkpoints : IObserver
    {
        internal int Due { get; private set; }
        public void CheckpointDue(CheckpointReason reason) => Due++;
    }
}
