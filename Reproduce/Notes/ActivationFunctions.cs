using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What activation functions do to signals and gradients.</summary>
internal static class ActivationFunctions
{
    private static readonly (string Name, Func<Tensor, Tensor> Apply)[] Table =
        [("sigmoid", x => x.sigmoid()), ("tanh", x => x.tanh()), ("ReLU", x => x.relu()), ("leaky ReLU", x => functional.leaky_relu(x, 0.01)), ("ELU", x => functional.elu(x, 1))];

    /// <summary>Each function and its slope from -8 to 8: the sigmoid's is a quarter at most and soon nothing.</summary>
    internal static void Saturation(Attempt attempt, Findings found)
    {
        var (values, slopes) = (new List<(string, IEnumerable<(double, double)>)>(), new List<(string, IEnumerable<(double, double)>)>());
        foreach (var (name, apply) in Table)
        {
            var x = linspace(-8, 8, 161).requires_grad_();
            var y = apply(x);
            y.sum().backward();
            var slope = Pairs(x, x.grad!);
            values.Add((name, Pairs(x, y)));
            slopes.Add((name, slope));
            var key = name.Replace(' ', '_').ToLowerInvariant();
            found.Values[$"{key}_steepest"] = slope.Max(point => point.Y);
            found.Values[$"{key}_slope_at_-8"] = slope[0].Y;
        }
        found.Plots.Add(Plot.Of("activation", "x", [.. values]));
        found.Plots.Add(Plot.Of("slope", "x", [.. slopes]));
    }

    /// <summary>Units of a hidden layer that no example switches on any more, after a rate that is too high.</summary>
    internal static void DyingReLU(Attempt attempt, Findings found)
    {
        const int Units = 256, Steps = 100;
        var lines = new List<(string, IEnumerable<(double, double)>)>();
        foreach (var (name, apply) in Table[2..4])
        {
            manual_seed(attempt.Seed);
            using var random = new Generator((ulong)attempt.Seed);
            var (x, y) = (randn(512, 32, generator: random), randn(512, 1, generator: random));
            using var hidden = Linear(32, Units);
            using var output = Linear(Units, 1);
            using var optimizer = new Training.Optimizers.SGD([.. hidden.parameters(), .. output.parameters()], 0.2);
            var (dead, loss) = (new List<(double, double)>(), double.NaN);
            for (int step = 0; step <= Steps; step++)
            {
                using var scope = NewDisposeScope();
                var sums = hidden.call(x);
                // Dead: the slope is nought, or a hundredth, for every example; a leaky unit still learns.
                dead.Add((step, sums.gt(0).any(0).logical_not().to(ScalarType.Float32).mean().ToDouble()));
                optimizer.zero_grad();
                var error = functional.mse_loss(output.call(apply(sums)), y);
                error.backward();
                loss = error.ToDouble();
                optimizer.step();
            }
            lines.Add((name, dead));
            found.Values[name == "ReLU" ? "relu_dead" : "leaky_off"] = dead[^1].Item2;
            found.Values[name == "ReLU" ? "relu_loss" : "leaky_loss"] = loss;
        }
        found.Values["leaky_over_relu_loss"] = found.Values["leaky_loss"] / found.Values["relu_loss"];
        found.Plots.Add(Plot.Of("share of units that are off for all examples", "step", [.. lines]));
    }

    /// <summary>The mean of the units' outputs by layer: ReLU and the sigmoid shift what comes after them, tanh and ELU hardly.</summary>
    internal static void BiasShift(Attempt attempt, Findings found)
    {
        const int Layers = 10, Width = 256;
        var lines = new List<(string, IEnumerable<(double, double)>)>();
        foreach (var (name, apply) in Table)
        {
            using var scope = NewDisposeScope();
            manual_seed(attempt.Seed);
            var x = randn(512, Width);
            var means = new List<(double, double)>();
            for (int layer = 1; layer <= Layers; layer++)
            {
                x = apply(x.matmul(randn(Width, Width) * Math.Sqrt(2.0 / Width)));
                means.Add((layer, (x.mean() / x.square().mean().sqrt()).ToDouble()));
            }
            lines.Add((name, means));
            found.Values[$"{name.Replace(' ', '_').ToLowerInvariant()}_shift"] = means[^1].Item2;
        }
        found.Values["elu_over_relu"] = found.Values["elu_shift"] / found.Values["relu_shift"];
        found.Plots.Add(Plot.Of("mean of a layer's outputs over their size", "layer", [.. lines]));
    }

    private static (double X, double Y)[] Pairs(Tensor x, Tensor y) => [.. x.detach().data<float>().Zip(y.detach().data<float>().ToArray(), (a, b) => ((double)a, (double)b))];
}
