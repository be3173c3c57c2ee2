using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Ideas.Classic;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Boltzmann machines: alone, stacked, and as the start of other networks.</summary>
internal static class BoltzmannFigures
{
    private const int Batch = 20;

    /// <summary>Twenty hidden units, so that the partition function can be summed exactly.</summary>
    internal static void Machine(Attempt attempt, Measurement found)
    {
        const int Hidden = 16;
        using var random = new Generator((ulong)attempt.Seed);
        using var data = Glyphs(attempt, 2000);
        var v = Binary(data.Train);
        var plot = found.Plot("pseudo-log-likelihood", "epoch");
        var rows = new List<PanelRow>();
        foreach (var (name, key, persistent) in new[] { ("CD-1", "cd", false), ("PCD-5", "pcd", true) })
        {
            var machine = BoltzmannMachine.Create(784, Hidden, random);
            var line = plot.Line(name);
            Train(attempt, machine, v, attempt.Wanted, persistent ? 5 : 1, persistent, random,
                epoch => line.Add(epoch, machine.PseudoLikelihood(v, random)));
            double exact = machine.ExactLogZ();
            var bias = logit(v.mean([0]).clamp(0.01, 0.99));
            double annealed = machine.AnnealedLogZ(200, 2000, bias, random);
            found.Values[$"{key}_log_z_error"] = Math.Abs(annealed - exact);
            found.Values[$"{key}_log_likelihood"] = -machine.FreeEnergy(v).mean().ToDouble() - exact;
            found.Values[$"{key}_gain"] = line.Last - line.First;
            rows.Add(new(name + ", weights", Png(Picture.OfWeights(machine.W.t().view(-1, 28, 28)))));
            var fantasies = machine.Sample(v.narrow(0, 0, Hidden), 500, random);
            rows.Add(new(name + ", samples", Png(Picture.Of(fantasies.view(-1, 1, 28, 28)))));
        }
        found.Panels.Add(new Panel("Boltzmann machine", "16 hidden units. Samples after 500 steps.", rows));
    }

    /// <summary>
    /// Stacked machines, then trained with a few labels; beside the same network from random weights.
    /// </summary>
    internal static void BeliefNetwork(Attempt attempt, Measurement found)
    {
        using var random = new Generator((ulong)attempt.Seed);
        using var data = Glyphs(attempt, 3000);
        const int Labels = 200;
        var (unlabeled, tests) = (Binary(data.Train), Binary(data.Test));
        var (x, y) = (unlabeled.narrow(0, 0, Labels), data.Train.Targets.narrow(0, 0, Labels));
        var machines = Stack(attempt, unlabeled, [128, 64], random);
        var plot = found.Plot("test accuracy", "step");
        foreach (bool pretrained in new[] { true, false })
        {
            manual_seed(attempt.Seed);
            using var network = Sequential(
                Linear(784, 128), Sigmoid(), Linear(128, 64), Sigmoid(), Linear(64, 10));
            if (pretrained)
                Copy(machines, network);
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.003);
            var line = plot.Line(pretrained ? "from stacked machines" : "from random weights");
            for (int step = 0; step <= 300; step++)
            {
                using var scope = NewDisposeScope();
                if (step % 20 == 0)
                    line.Add(step, Mnist1dBaselines.Accuracy(network.call(tests), data.Test.Targets));
                optimizer.zero_grad();
                functional.cross_entropy(network.call(x), y).backward();
                optimizer.step();
            }
            found.Values[pretrained ? "pretrained_accuracy" : "random_accuracy"] = line.Last;
        }
        found.Values["gain"] = found.Values["pretrained_accuracy"] - found.Values["random_accuracy"];
    }

    /// <summary>A deep autoencoder whose weights begin as stacked machines: Hinton and Salakhutdinov, 2006.</summary>
    internal static void DeepAutoencoder(Attempt attempt, Measurement found)
    {
        using var random = new Generator((ulong)attempt.Seed);
        using var data = Glyphs(attempt, 3000);
        var (v, tests) = (Binary(data.Train), Binary(data.Test).narrow(0, 0, 500));
        var machines = Stack(attempt, v, [128, 32], random);
        var plot = found.Plot("cross-entropy of a test image", "epoch");
        var rows = new List<PanelRow> { new("image", Png(Picture.Of(tests.narrow(0, 0, 10).view(-1, 1, 28, 28)))) };
        foreach (bool pretrained in new[] { true, false })
        {
            manual_seed(attempt.Seed);
            using var encoder = Sequential(Linear(784, 128), Sigmoid(), Linear(128, 32), Sigmoid());
            using var decoder = Sequential(Linear(32, 128), Sigmoid(), Linear(128, 784));
            if (pretrained)
            {
                Copy(machines, encoder);
                Copy([.. machines.Reverse().Select(m => new BoltzmannMachine(m.W.t(), m.HiddenBias, m.VisibleBias))],
                    decoder);
            }
            Tensor[] parameters = [.. encoder.parameters(), .. decoder.parameters()];
            using var optimizer = new Training.Optimizers.Adam(parameters, 0.001);
            var line = plot.Line(pretrained ? "from stacked machines" : "from random weights");
            for (int epoch = 0; epoch <= 6; epoch++)
            {
                line.Add(epoch, Error(tests).ToDouble());
                for (int from = 0; epoch < 6 && from < v.shape[0]; from += 50)
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    Error(v.narrow(0, from, 50)).backward();
                    optimizer.step();
                }
            }
            found.Values[pretrained ? "pretrained_error" : "random_error"] = line.Last;
            var shown = decoder.call(encoder.call(tests.narrow(0, 0, 10))).sigmoid();
            rows.Add(new(pretrained ? "from stacked machines" : "from random weights",
                Png(Picture.Of(shown.view(-1, 1, 28, 28)))));

            Tensor Error(Tensor images) => functional.binary_cross_entropy_with_logits(
                decoder.call(encoder.call(images)), images) * 784;
        }
        found.Values["pretrained_over_random"] = found.Values["pretrained_error"] / found.Values["random_error"];
        found.Panels.Add(new Panel("Reconstructions", "By a code of 32 numbers.", rows));
    }

    // Greedily: each machine is trained on the hidden probabilities of the one below.
    private static BoltzmannMachine[] Stack(Attempt attempt, Tensor v, int[] widths, Generator random)
    {
        var machines = new List<BoltzmannMachine>();
        foreach (int width in widths)
        {
            var machine = BoltzmannMachine.Create(v.shape[1], width, random);
            Train(attempt, machine, v, 10, 1, persistent: false, random);
            machines.Add(machine);
            v = machine.Hidden(v);
        }
        return [.. machines];
    }

    private static void Train(
        Attempt attempt, BoltzmannMachine machine, Tensor v, int epochs, int steps, bool persistent, Generator random,
        Action<int>? measure = null)
    {
        const double Rate = 0.05;
        var chains = v.narrow(0, 0, Batch).clone();
        measure?.Invoke(0);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            for (int from = 0; from + Batch <= v.shape[0]; from += Batch)
            {
                using var scope = NewDisposeScope();
                var data = v.narrow(0, from, Batch);
                var ended = machine.Learn(data, persistent ? chains : data, steps, Rate, random);
                if (persistent)
                    chains.copy_(ended);
            }
            measure?.Invoke(epoch);
        }
    }

    private static void Copy(BoltzmannMachine[] machines, Module network)
    {
        using var recording = no_grad();
        var layers = network.modules().OfType<TorchSharp.Modules.Linear>();
        foreach (var (machine, layer) in machines.Zip(layers))
        {
            layer.weight!.copy_(machine.W.t());
            layer.bias!.copy_(machine.HiddenBias);
        }
    }

    private static Dataset Glyphs(Attempt attempt, int count) =>
        DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = count });

    private static Tensor Binary(Split split) => split.Inputs.gt(127).to(float32).flatten(1);

    private static byte[][] Png(Picture[] pictures) => [.. pictures.Select(picture => picture.Png())];
}
