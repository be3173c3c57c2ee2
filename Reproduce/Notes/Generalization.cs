using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.FullyConnected;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What keeps a network from learning its examples by heart, and from being too sure.</summary>
internal static class Generalization
{
    /// <summary>A wide network on few images with wrong labels among them: the training loss falls on, the test loss turns.</summary>
    internal static void EarlyStopping(Attempt attempt, Findings found)
    {
        const int Epochs = 60;
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 400 });
        using var random = new Generator((ulong)attempt.Seed);
        var wrong = rand(data.Train.Count, generator: random).lt(0.25);
        using var train = new Split(data.Train.Inputs.clone(), where(wrong, randint(0, 10, [data.Train.Count], generator: random), data.Train.Targets));
        using var network = new MultilayerPerceptron(784, [new(512)], 10);
        using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.001);
        using var loader = new DataLoader(train, 32, shuffle: true, seed: attempt.Seed);
        using var all = new DataLoader(train, (int)train.Count);
        using var tests = new DataLoader(data.Test, (int)data.Test.Count);
        var (trained, tested) = (new List<(double, double Loss)>(), new List<(double, double Loss)>());
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            Epoch(network, loader, optimizer, 0);
            trained.Add((epoch, Loss(network, all)));
            tested.Add((epoch, Loss(network, tests)));
        }
        found.Plots.Add(Plot.Of("loss", "epoch", ("train", trained), ("test", tested)));
        found.Values["best_epoch"] = tested.MinBy(point => point.Loss).Item1;
        found.Values["last_over_best"] = tested[^1].Loss / tested.Min(point => point.Loss);
    }

    /// <summary>The largest probability that a classifier gives, on test images, by the share of each label that goes to all classes.</summary>
    internal static void LabelSmoothing(Attempt attempt, Findings found)
    {
        double[] shares = [0, 0.05, 0.1, 0.2, 0.3];
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 2000 });
        using var tests = new DataLoader(data.Test, (int)data.Test.Count);
        var (sure, right) = (new List<(double, double)>(), new List<(double, double)>());
        foreach (double share in shares)
        {
            manual_seed(attempt.Seed);
            using var network = new MultilayerPerceptron(784, [new(128)], 10);
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.003);
            using var loader = new DataLoader(data.Train, 64, shuffle: true, seed: attempt.Seed);
            for (int epoch = 0; epoch < 15; epoch++)
                Epoch(network, loader, optimizer, share);
            foreach (var batch in tests)
            {
                using var scope = NewDisposeScope();
                using var recording = no_grad();
                var scores = network.call(batch.Inputs);
                sure.Add((share, functional.softmax(scores, 1).amax(1).mean().ToDouble()));
                right.Add((share, scores.argmax(1).eq(batch.Targets).to(ScalarType.Float32).mean().ToDouble()));
            }
        }
        found.Plots.Add(Plot.Of("share: accuracy", "smoothing", ("largest probability", sure), ("right answers", right)));
        found.Values["confidence_without"] = sure[0].Item2;
        found.Values["confidence_at_0.1"] = sure[2].Item2;
        found.Values["accuracy_at_0.1"] = right[2].Item2;
    }

    private static void Epoch(Module<Tensor, Tensor> network, DataLoader loader, Optimizer optimizer, double smoothing)
    {
        foreach (var batch in loader)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            functional.cross_entropy(network.call(batch.Inputs), batch.Targets, label_smoothing: smoothing).backward();
            optimizer.step();
        }
    }

    // The loader holds all in one batch.
    private static double Loss(Module<Tensor, Tensor> network, DataLoader whole)
    {
        using var recording = no_grad();
        double loss = double.NaN;
        foreach (var batch in whole)
        {
            using var scope = NewDisposeScope();
            loss = functional.cross_entropy(network.call(batch.Inputs), batch.Targets).ToDouble();
        }
        return loss;
    }
}
