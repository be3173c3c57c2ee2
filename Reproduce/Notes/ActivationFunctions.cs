using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What activation functions do to signals and gradients.</summary>
internal static class ActivationFunctions
{
    private static readonly (string Name, Func<Tensor, Tensor> Apply)[] Table =
    [
        ("sigmoid", x => x.sigmoid()),
        ("tanh", x => x.tanh()),
        ("ReLU", x => x.relu()),
        ("leaky ReLU", x => functional.leaky_relu(x, 0.01)),
        ("ELU", x => functional.elu(x, 1)),
    ];

    /// <summary>Each function and its slope from -8 to 8. The sigmoid's slope is a quarter at most.</summary>
    internal static void Saturation(Attempt attempt, Measurement found)
    {
        var (values, slopes) = (found.Plot("activation", "x"), found.Plot("slope", "x"));
        foreach (var (name, apply) in Table)
        {
            var x = linspace(-8, 8, 161).requires_grad_();
            var y = apply(x);
            y.sum().backward();
            values.Line(name, NumberSequences.Points(x, y));
            var slope = slopes.Line(name, NumberSequences.Points(x, x.grad!));
            found.Values[$"{Key(name)}_steepest"] = slope.Values.Max();
            found.Values[$"{Key(name)}_slope_at_-8"] = slope.First;
        }
    }

    /// <summary>A learning rate that is too high switches units off for all examples.</summary>
    internal static void DyingReLU(Attempt attempt, Measurement found)
    {
        const int Units = 256, Steps = 100;
        var plot = found.Plot("share of units that are off for all examples", "step");
        foreach (var (name, apply) in Table[2..4])
        {
            manual_seed(attempt.Seed);
            using var random = new Generator((ulong)attempt.Seed);
            var (x, y) = (randn(512, 32, generator: random), randn(512, 1, generator: random));
            using var hidden = Linear(32, Units);
            using var output = Linear(Units, 1);
            Tensor[] parameters = [.. hidden.parameters(), .. output.parameters()];
            using var optimizer = new Training.Optimizers.SGD(parameters, 0.2);
            var off = plot.Line(name);
            double loss = double.NaN;
            for (int step = 0; step <= Steps; step++)
            {
                using var scope = NewDisposeScope();
                var sums = hidden.call(x);
                // A leaky unit that is off for all examples still learns: its slope is a hundredth.
                off.Add(step, sums.gt(0).any(0).logical_not().to(ScalarType.Float32).mean().ToDouble());
                optimizer.zero_grad();
                var error = functional.mse_loss(output.call(apply(sums)), y);
                error.backward();
                loss = error.ToDouble();
                optimizer.step();
            }
            var (isReLU, share) = (name == "ReLU", off.Last);
            found.Values[isReLU ? "relu_dead" : "leaky_off"] = share;
            found.Values[isReLU ? "relu_loss" : "leaky_loss"] = loss;
        }
        found.Values["leaky_over_relu_loss"] = found.Values["leaky_loss"] / found.Values["relu_loss"];
    }

    /// <summary>The mean of a layer's outputs: ReLU and the sigmoid shift it, tanh and ELU hardly do.</summary>
    internal static void BiasShift(Attempt attempt, Measurement found)
    {
        const int Layers = 10, Width = 256;
        var plot = found.Plot("mean of a layer's outputs over their size", "layer");
        foreach (var (name, apply) in Table)
        {
            using var scope = NewDisposeScope();
            manual_seed(attempt.Seed);
            var x = randn(512, Width);
            var means = plot.Line(name);
            for (int layer = 1; layer <= Layers; layer++)
            {
                x = apply(x.matmul(randn(Width, Width) * Math.Sqrt(2.0 / Width)));
                means.Add(layer, (x.mean() / x.square().mean().sqrt()).ToDouble());
            }
            found.Values[$"{Key(name)}_shift"] = means.Last;
        }
        found.Values["elu_over_relu"] = found.Values["elu_shift"] / found.Values["relu_shift"];
    }

    private static string Key(string name) => name.Replace(' ', '_').ToLowerInvariant();
}
