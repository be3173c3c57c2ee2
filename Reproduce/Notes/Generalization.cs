using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.FullyConnected;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What keeps a network from learning its examples by heart, and from being too confident.</summary>
internal static class Generalization
{
    /// <summary>A wide network on few images with wrong labels: the test loss soon rises again.</summary>
    internal static void EarlyStopping(Attempt attempt, Measurement found)
    {
        const int Epochs = 60;
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 400 });
        using var random = new Generator((ulong)attempt.Seed);
        long count = data.Train.Count;
        var wrong = rand(count, generator: random).lt(0.25);
        var labels = where(wrong, randint(0, 10, [count], generator: random), data.Train.Targets);
        using var train = new Split(data.Train.Inputs.clone(), labels);
        using var network = new MultilayerPerceptron(784, [new(512)], 10);
        using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.001);
        using var loader = new DataLoader(train, 32, shuffle: true, seed: attempt.Seed);
        using var all = new DataLoader(train, (int)train.Count);
        using var tests = new DataLoader(data.Test, (int)data.Test.Count);
        var plot = found.Plot("loss", "epoch");
        var (trained, tested) = (plot.Line("train"), plot.Line("test"));
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            TrainEpoch(network, loader, optimizer, smoothing: 0);
            trained.Add(epoch, Loss(network, all));
            tested.Add(epoch, Loss(network, tests));
        }
        double best = tested.Values.Min();
        found.Values["best_epoch"] = 1 + tested.Values.ToList().IndexOf(best);
        found.Values["last_over_best"] = tested.Last / best;
    }

    /// <summary>A classifier's confidence on test images, by the share of label smoothing.</summary>
    internal static void LabelSmoothing(Attempt attempt, Measurement found)
    {
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 2000 });
        using var tests = new DataLoader(data.Test, (int)data.Test.Count);
        var plot = found.Plot("share: accuracy", "smoothing");
        var (confidence, accuracy) = (plot.Line("largest probability"), plot.Line("right answers"));
        foreach (double smoothing in new[] { 0, 0.05, 0.1, 0.2, 0.3 })
        {
            manual_seed(attempt.Seed);
            using var network = new MultilayerPerceptron(784, [new(128)], 10);
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.003);
            using var loader = new DataLoader(data.Train, 64, shuffle: true, seed: attempt.Seed);
            for (int epoch = 0; epoch < 15; epoch++)
                TrainEpoch(network, loader, optimizer, smoothing);
            foreach (var batch in tests)
            {
                using var scope = NewDisposeScope();
                using var recording = no_grad();
                var scores = network.call(batch.Inputs);
                confidence.Add(smoothing, functional.softmax(scores, 1).amax(1).mean().ToDouble());
                accuracy.Add(smoothing, scores.argmax(1).eq(batch.Targets).to(ScalarType.Float32).mean().ToDouble());
            }
        }
        found.Values["confidence_without"] = confidence.First;
        found.Values["confidence_at_0.1"] = confidence.Points[2][1];
        found.Values["accuracy_at_0.1"] = accuracy.Points[2][1];
    }

    private static void TrainEpoch(
        Module<Tensor, Tensor> network, DataLoader loader, Optimizer optimizer, double smoothing)
    {
        foreach (var batch in loader)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var scores = network.call(batch.Inputs);
            functional.cross_entropy(scores, batch.Targets, label_smoothing: smoothing).backward();
            optimizer.step();
        }
    }

    // The loader holds all examples in one batch.
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
