using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Parts;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What many layers in a row do to a signal and to its gradient.</summary>
internal static class Depth
{
    private const int Layers = 30;

    /// <summary>The product of a factor for each of thirty layers.</summary>
    internal static void Products(Attempt attempt, Measurement found)
    {
        var plot = found.Plot("product", "layers");
        foreach (double factor in new[] { 0.2, 0.5, 0.9, 1, 1.1, 2, 5 })
        {
            var line = plot.Line($"{factor}");
            for (int layers = 0; layers <= Layers; layers++)
                line.Add(layers, Math.Pow(factor, layers));
        }
        found.Values["0.2_to_30"] = Math.Pow(0.2, Layers);
        found.Values["5_to_30"] = Math.Pow(5, Layers);
    }

    /// <summary>The gradient norm of each layer, in plain networks and in one that adds to its input.</summary>
    internal static void Gradients(Attempt attempt, Measurement found)
    {
        const int Width = 64, Batch = 128;
        (string Name, Func<Tensor, Tensor> Apply, string Start, bool Adds)[] networks =
        [
            ("sigmoid", x => x.sigmoid(), "xavier-uniform", false),
            ("tanh", x => x.tanh(), "xavier-uniform", false),
            ("ReLU", x => x.relu(), "kaiming-normal", false),
            ("residual", x => x.relu() * 0.2, "kaiming-normal", true),
        ];
        var plot = found.Plot("gradient norm", "layer");
        foreach (var (name, apply, start, adds) in networks)
        {
            using var scope = NewDisposeScope();
            manual_seed(attempt.Seed);
            var layers = Enumerable.Range(0, Layers).Select(_ => Linear(Width, Width)).ToArray();
            using var network = Sequential([.. layers.Cast<Module<Tensor, Tensor>>()]);
            Runs.Initialization.Apply(start, network);
            var x = randn(Batch, Width);
            foreach (var layer in layers)
                x = adds ? x + apply(layer.call(x)) : apply(layer.call(x));
            functional.cross_entropy(x, randint(0, Width, [Batch])).backward();
            var norms = plot.Line(name);
            foreach (var (i, layer) in layers.Index())
                norms.Add(i + 1, layer.weight!.grad!.norm().ToDouble());
            found.Values[$"{name.ToLowerInvariant()}_first_over_last"] = norms.First / norms.Last;
        }
    }

    /// <summary>The mean square of each layer's outputs, by how the weights begin.</summary>
    internal static void SignalVariance(Attempt attempt, Measurement found)
    {
        const int Width = 256, Examples = 512;
        const init.FanInOut FanIn = init.FanInOut.FanIn;
        (string Key, string Name, Func<Tensor, Tensor> Apply, Action<Tensor> Start)[] networks =
        [
            ("tanh_small", "tanh, N(0, 0.01)", x => x.tanh(), w => init.normal_(w, 0, 0.01)),
            ("tanh_wide", "tanh, N(0, 1)", x => x.tanh(), w => init.normal_(w, 0, 1)),
            ("tanh_xavier", "tanh, Xavier", x => x.tanh(), w => Initialize.XavierNormal(w)),
            ("relu_xavier", "ReLU, Xavier", x => x.relu(), w => Initialize.XavierNormal(w)),
            ("relu_he", "ReLU, He", x => x.relu(), w => init.kaiming_normal_(w, 0, FanIn, init.NonlinearityType.ReLU)),
        ];
        var plot = found.Plot("mean square of a layer's outputs", "layer");
        foreach (var (key, name, apply, start) in networks)
        {
            using var scope = NewDisposeScope();
            using var recording = no_grad();
            manual_seed(attempt.Seed);
            var x = randn(Examples, Width);
            var sizes = plot.Line(name);
            for (int layer = 1; layer <= Layers; layer++)
            {
                var weight = empty(Width, Width);
                start(weight);
                x = apply(x.matmul(weight.t()));
                sizes.Add(layer, x.square().mean().ToDouble());
            }
            found.Values[$"{key}_last_over_first"] = sizes.Last / sizes.First;
        }
    }

    /// <summary>Mean and deviation of the last sigmoid's inputs, with and without batch norm.</summary>
    internal static void BatchNormStatistics(Attempt attempt, Measurement found)
    {
        const int Steps = 200;
        var options = new DatasetOptions { Seed = attempt.Seed, Examples = 2000 };
        using var data = Datasets.DatasetCatalog.Open("glyphs", options);
        var means = found.Plot("mean before the last sigmoid", "step");
        var deviations = found.Plot("deviation over a batch before the last sigmoid", "step");
        foreach (bool normalized in new[] { false, true })
        {
            manual_seed(attempt.Seed);
            using var body = Body(normalized);
            using var output = Linear(100, 10);
            using var optimizer = new Training.Optimizers.SGD([.. body.parameters(), .. output.parameters()], 0.5);
            using var loader = new DataLoader(data.Train, 64, shuffle: true, seed: attempt.Seed);
            var name = normalized ? "with batch norm" : "without";
            var (mean, deviation) = (means.Line(name), deviations.Line(name));
            for (int step = 0; step < Steps;)
                foreach (var batch in loader)
                {
                    using var scope = NewDisposeScope();
                    var sums = body.call(batch.Inputs);
                    mean.Add(step, sums.mean().ToDouble());
                    deviation.Add(step, sums.std(0, unbiased: false).mean().ToDouble());
                    optimizer.zero_grad();
                    functional.cross_entropy(output.call(sums.sigmoid()), batch.Targets).backward();
                    optimizer.step();
                    if (++step == Steps)
                        break;
                }
            var key = normalized ? "deviation_with" : "deviation_without";
            found.Values[key] = deviation.Values.Skip(Steps / 2).Average();
        }
    }

    private static TorchSharp.Modules.Sequential Body(bool normalized)
    {
        var body = new List<Module<Tensor, Tensor>> { Flatten() };
        for (int layer = 0; layer < 5; layer++)
        {
            if (layer > 0)
                body.Add(Sigmoid());
            body.Add(Linear(layer == 0 ? 784 : 100, 100));
            if (normalized)
                body.Add(BatchNorm1d(100));
        }
        return Sequential(body);
    }
}
