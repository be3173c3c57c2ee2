// Back-propagation. D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors", 1986;
// nndl, algorithm 4.1, equations 4.63 to 4.69.
// Idea: the error term of a layer is that of the next one, sent back through its weights, times the slope of the
// activation. The gradients follow from it.

namespace ModelZoo.Ideas.Differentiation;

/// <summary>A sigmoid network trained by hand on half the squared error, with weight decay.</summary>
/// <param name="Weights">W of layer l: (outputs, inputs).</param>
/// <param name="Decay">Adds Decay/2 times the square of all weights to the loss. Biases do not decay.</param>
internal sealed record Backpropagation(Tensor[] Weights, Tensor[] Biases, double Decay)
{
    /// <summary>The activations a of all layers, the input (N, features) first.</summary>
    internal Tensor[] Forward(Tensor x)
    {
        var a = new List<Tensor> { x };
        foreach (var (weight, bias) in Weights.Zip(Biases))
            a.Add((a[^1].matmul(weight.t()) + bias).sigmoid());            // z = W a + b, a = f(z)
        return [.. a];
    }

    internal Tensor Loss(Tensor x, Tensor y) => (Forward(x)[^1] - y).square().sum() / (2 * x.shape[0])
        + Decay / 2 * Weights.Select(weight => weight.square().sum()).Aggregate((sum, next) => sum + next);

    /// <summary>The gradients of weights and biases, layer by layer.</summary>
    internal (Tensor Weight, Tensor Bias)[] Gradients(Tensor x, Tensor y)
    {
        var a = Forward(x);
        var gradients = new (Tensor, Tensor)[Weights.Length];
        var error = (a[^1] - y) * Slope(a[^1]) / x.shape[0];                // delta of the last layer
        for (int layer = Weights.Length - 1; layer >= 0; layer--)
        {
            gradients[layer] = (error.t().matmul(a[layer]) + Decay * Weights[layer], error.sum(dim: 0));
            error = error.matmul(Weights[layer]) * Slope(a[layer]);         // equation 4.63
        }
        return gradients;
    }

    // The sigmoid's slope, from its value.
    private static Tensor Slope(Tensor a) => a * (1 - a);
}
