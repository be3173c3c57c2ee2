// Model-agnostic meta-learning. C. Finn, P. Abbeel, S. Levine, 2017; Reptile: A. Nichol, J. Achiam, J. Schulman, "On
// first-order meta-learning algorithms", 2018; nndl, section 10.6.2, algorithm 10.5.
// Idea: weights from which one gradient step on a few examples of a new task leads to a small loss. The meta gradient
// goes through that step; the first-order kind takes the step for a constant. Reptile moves towards where some steps
// end. All tasks are computed at once: each weight has a leading dimension of tasks.

namespace ModelZoo.Ideas.Ways;

internal enum MetaGradient { None, FirstOrder, Full }

/// <summary>A network 1-40-40-1 for sine waves, and how it adapts.</summary>
internal static class Maml
{
    private const int Width = 40;

    internal static Tensor[] Begin() =>
    [
        .. new (long In, long Out)[] { (1, Width), (Width, Width), (Width, 1) }.SelectMany(layer => new[]
        {
            (randn(layer.In, layer.Out) * Math.Sqrt(2.0 / layer.In)).requires_grad_(),
            zeros(1, layer.Out).requires_grad_(),
        }),
    ];

    /// <summary>Tasks of amplitude 0.1 to 5 and phase 0 to pi: points (tasks, shots, 1) and their values.</summary>
    internal static (Tensor X, Tensor Y) Sines(Tensor amplitude, Tensor phase, int shots)
    {
        var x = rand(amplitude.shape[0], shots, 1) * 10 - 5;
        return (x, amplitude * (x - phase).sin());
    }

    internal static (Tensor Amplitude, Tensor Phase) Tasks(int count) =>
        (rand(count, 1, 1) * 4.9 + 0.1, rand(count, 1, 1) * Math.PI);

    /// <param name="weights">Shared by all tasks, or with a dimension of tasks.</param>
    internal static Tensor Apply(Tensor[] weights, Tensor x)
    {
        for (int layer = 0; layer < 3; layer++)
        {
            x = x.matmul(weights[2 * layer]) + weights[2 * layer + 1];
            if (layer < 2)
                x = x.relu();
        }
        return x;
    }

    /// <summary>The mean squared error of each task, summed.</summary>
    internal static Tensor Loss(Tensor[] weights, Tensor x, Tensor y) =>
        (Apply(weights, x) - y).square().mean([1, 2]).sum();

    /// <summary>The weights of each task after gradient steps on its examples.</summary>
    internal static Tensor[] Adapt(Tensor[] weights, Tensor x, Tensor y, double rate, int steps, MetaGradient kind)
    {
        Tensor[] own = [.. weights.Select(weight => weight.expand(x.shape[0], -1, -1))];
        for (int step = 0; step < steps; step++)
        {
            if (kind == MetaGradient.None)
                own = [.. own.Select(weight => weight.detach().requires_grad_())];
            bool through = kind == MetaGradient.Full;
            var gradients = autograd.grad([Loss(own, x, y)], own, create_graph: through, retain_graph: true);
            own = [.. own.Zip(gradients, (weight, gradient) => weight - rate * gradient)];
        }
        return own;
    }
}
