using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Parts;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What many layers in a row do to a signal and to its gradient.</summary>
internal static class Depth
{
    private const int Layers = 30, Width = 64, Batch = 128;

    /// <summary>A factor a layer, thirty layers.</summary>
    internal static void Products(Attempt attempt, Findings found)
    {
        double[] factors = [0.2, 0.5, 0.9, 1, 1.1, 2, 5];
        found.Plots.Add(Plot.Of("product", "layers", [.. factors.Select(factor => ($"{factor}", Enumerable.Range(0, Layers + 1).Select(layers => ((double)layers, Math.Pow(factor, layers)))))]));
        found.Values["0.2_to_30"] = Math.Pow(0.2, Layers);
        found.Values["5_to_30"] = Math.Pow(5, Layers);
    }

    /// <summary>The norm of each layer's gradient in a plain network of thirty layers, and in one whose layers add to their input.</summary>
    internal static void Gradients(Attempt attempt, Findings found)
    {
        (string Name, Func<Tensor, Tensor> Apply, string Start, bool Adds)[] networks =
        [
            ("sigmoid", x => x.sigmoid(), "xavier-uniform", false), ("tanh", x => x.tanh(), "xavier-uniform", false), ("ReLU", x => x.relu(), "kaiming-normal", false), ("residual", x => x.relu() * 0.2, "kaiming-normal", true),
        ];
        var lines = new List<(string, IEnumerable<(double, double)>)>();
        foreach (var (name, apply, start, adds) in networks)
        {
            using var scope = NewDisposeScope();
            manual_seed(attempt.Seed);
            var layers = Enumerable.Range(0, Layers).Select(_ => Linear(Width, Width)).ToArray();
            using var network = Sequential([.. layers.Cast<Module<Tensor, Tensor>>()]);
            Runs.Initialisation.Apply(start, network);
            var x = randn(Batch, Width);
            foreach (var layer in layers)
                x = adds ? x + apply(layer.call(x)) : apply(layer.call(x));
            functional.cross_entropy(x, randint(0, Width, [Batch])).backward();
            var norms = layers.Select((layer, i) => (i + 1.0, layer.weight!.grad!.norm().ToDouble())).ToArray();
            lines.Add((name, norms));
            found.Values[$"{name.ToLowerInvariant()}_first_over_last"] = norms[0].Item2 / norms[^1].Item2;
        }
        found.Plots.Add(Plot.Of("gradient norm", "layer", [.. lines]));
    }

    /// <summary>The variance of each layer's outputs, by how the weights begin.</summary>
    internal static void SignalVariance(Attempt attempt, Findings found)
    {
        (string Name, Func<Tensor, Tensor> Apply, Action<Tensor> Start)[] networks =
        [
            ("tanh, N(0, 0.01)", x => x.tanh(), w => init.normal_(w, 0, 0.01)), ("tanh, N(0, 1)", x => x.tanh(), w => init.normal_(w, 0, 1)), ("tanh, Xavier", x => x.tanh(), w => Initialize.XavierNormal(w)),
            ("ReLU, Xavier", x => x.relu(), w => Initialize.XavierNormal(w)), ("ReLU, He", x => x.relu(), w => init.kaiming_normal_(w, 0, init.FanInOut.FanIn, init.NonlinearityType.ReLU)),
        ];
        string[] keys = ["tanh_small", "tanh_wide", "tanh_xavier", "relu_xavier", "relu_he"];
        var lines = new List<(string, IEnumerable<(double, double)>)>();
        foreach (var ((name, apply, start), key) in networks.Zip(keys))
        {
            using var scope = NewDisposeScope();
            using var recording = no_grad();
            manual_seed(attempt.Seed);
            var x = randn(512, 256);
            var sizes = new List<(double, double)>();
            for (int layer = 1; layer <= Layers; layer++)
            {
                var weight = empty(256, 256);
                start(weight);
                x = apply(x.matmul(weight.t()));
                sizes.Add((layer, x.square().mean().ToDouble()));
            }
            lines.Add((name, sizes));
            found.Values[$"{key}_last_over_first"] = sizes[^1].Item2 / sizes[0].Item2;
        }
        found.Plots.Add(Plot.Of("mean square of a layer's outputs", "layer", [.. lines]));
    }

    /// <summary>Mean and deviation of what enters the last sigmoid while a network of five layers learns, with and without batch norm.</summary>
    internal static void BatchNormStatistics(Attempt attempt, Findings found)
    {
        const int Steps = 200;
        using var data = Datasets.DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 2000 });
        var (means, deviations) = (new List<(string, IEnumerable<(double, double)>)>(), new List<(string, IEnumerable<(double, double)>)>());
        foreach (bool normal in new[] { false, true })
        {
            manual_seed(attempt.Seed);
            var body = new List<Module<Tensor, Tensor>> { Flatten() };
            for (int layer = 0; layer < 5; layer++)
            {
                if (layer > 0)
                    body.Add(Sigmoid());
                body.Add(Linear(layer == 0 ? 784 : 100, 100));
                if (normal)
                    body.Add(BatchNorm1d(100));
            }
            using var sums = Sequential(body);
            using var output = Linear(100, 10);
            using var optimizer = new Training.Optimizers.SGD([.. sums.parameters(), .. output.parameters()], 0.5);
            using var loader = new DataLoader(data.Train, 64, shuffle: true, seed: attempt.Seed);
            var (mean, deviation) = (new List<(double, double)>(), new List<(double, double)>());
            for (int step = 0; step < Steps;)
                foreach (var batch in loader)
                {
                    using var scope = NewDisposeScope();
                    var before = sums.call(batch.Inputs);
                    mean.Add((step, before.mean().ToDouble()));
                    deviation.Add((step, before.std(0, unbiased: false).mean().ToDouble()));
                    optimizer.zero_grad();
                    functional.cross_entropy(output.call(before.sigmoid()), batch.Targets).backward();
                    optimizer.step();
                    if (++step == Steps)
                        break;
                }
            var name = normal ? "with batch norm" : "without";
            means.Add((name, mean));
            deviations.Add((name, deviation));
            found.Values[normal ? "deviation_with" : "deviation_without"] = deviation.Skip(Steps / 2).Average(point => point.Item2);
        }
        found.Plots.Add(Plot.Of("mean before the last sigmoid", "step", [.. means]));
        found.Plots.Add(Plot.Of("deviation over a batch before the last sigmoid", "step", [.. deviations]));
    }
}
