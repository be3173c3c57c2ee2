using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Training;

/// <summary>Where a run went wrong: the first layer, and the examples of the training set that did it.</summary>
public class DivergenceTests
{
    private sealed class Root() : Module<Tensor, Tensor>("root")
    {
        public override Tensor forward(Tensor input) => input.sqrt();
    }

    private const int Batch = 8;

    private static Split Examples(params int[] negative)
    {
        using var scope = NewDisposeScope();
        var inputs = ones(64, 2);
        foreach (int row in negative)
            inputs.narrow(0, row, 1).fill_(-1);
        return new Split(inputs.MoveToOuterDisposeScope(), ones(64, 1).MoveToOuterDisposeScope());
    }

    [Fact]
    public void A_bad_output_names_its_layer_and_the_examples_of_its_batch()
    {
        using var scope = NewDisposeScope();
        using var split = Examples(17, 40, 41);
        using var model = Sequential(("first", Identity()), ("root", new Root()), ("last", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch, shuffle: true, seed: 5);
        var batches = Enumerable.Range(0, 8).Select(batch => loader.Indices(batch)).ToArray();
        int bad = Array.FindIndex(batches, rows => rows.Any(row => row is 17 or 40 or 41));
        using var optimizer = new SGD(model.parameters(), 0.01);
        using var trainer = new Trainer(model, new Regression(), optimizer);

        var found = trainer.FindDivergence(loader, TestContext.Current.CancellationToken)!;
        Assert.Equal((bad + 1, "the output of root (root)"), (found.Step, found.Where));
        Assert.Equal(batches[bad].Where(row => row is 17 or 40 or 41).Order(), found.Examples);
        Assert.Contains($"At step {bad + 1} the output of root (root) is the first that is not finite, for the training example", found.ToString());
    }

    [Fact]
    public void A_bad_gradient_of_finite_outputs_names_the_parameter()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("first", Linear(2, 2)), ("root", new Root()), ("last", Linear(2, 1)));
        using (no_grad())
            foreach (var parameter in model.named_children().First().module.parameters())
                parameter.zero_();   // the root of zero has an infinite slope
        using var loader = new DataLoader(split, Batch);
        using var optimizer = new SGD(model.parameters(), 0.01);
        using var trainer = new Trainer(model, new Regression(), optimizer);
        var found = trainer.FindDivergence(loader, TestContext.Current.CancellationToken)!;
        Assert.Equal((1, "the gradient of first.weight (Linear)"), (found.Step, found.Where));
        Assert.Equal(Enumerable.Range(0, Batch).Select(row => (long)row), found.Examples);
    }

    [Fact]
    public void A_bad_weight_after_finite_gradients_is_the_updates()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch);
        using var optimizer = new SGD(model.parameters(), 1e39);
        using var trainer = new Trainer(model, new Regression(), optimizer);
        Assert.Equal("At step 1 only.weight (Linear) after the update, whose gradients are finite, is the first that is not finite, for the batch as a whole.", trainer.FindDivergence(loader, TestContext.Current.CancellationToken)!.ToString());
    }

    [Fact]
    public void A_bad_input_is_told_apart_from_the_layers()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        split.Inputs.narrow(0, 3, 1).fill_(float.NaN);
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch);
        using var optimizer = new SGD(model.parameters(), 0.01);
        using var trainer = new Trainer(model, new Regression(), optimizer);
        var found = trainer.FindDivergence(loader, TestContext.Current.CancellationToken)!;
        Assert.Equal("the input of the network", found.Where);
        Assert.Equal([3], found.Examples);
    }

    [Fact]
    public void Training_stops_before_a_checkpoint_of_what_is_not_finite()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, 64);
        using var optimizer = new SGD(model.parameters(), 1e39);
        // The loss of the only step is finite; its update is not.
        var observer = new Checkpoints();
        using var trainer = new Trainer(model, new Regression(), optimizer, options: new TrainerOptions { Epochs = 1 }, observer: observer);
        var error = Assert.Throws<DivergedException>(() => trainer.Fit(loader, stop: TestContext.Current.CancellationToken));
        Assert.Contains("A weight is no finite number any more at step 1", error.Message);
        Assert.Equal(0, observer.Due);
    }

    [Fact]
    public void A_sound_epoch_has_nothing_to_find()
    {
        using var scope = NewDisposeScope();
        using var split = Examples();
        using var model = Sequential(("only", Linear(2, 1)));
        using var loader = new DataLoader(split, Batch);
        using var optimizer = new SGD(model.parameters(), 0.01);
        using var trainer = new Trainer(model, new Regression(), optimizer);
        Assert.Null(trainer.FindDivergence(loader, TestContext.Current.CancellationToken));
    }

    private sealed class Checkpoints : IObserver
    {
        internal int Due { get; private set; }
        public void CheckpointDue(CheckpointReason reason) => Due++;
    }
}
