// Weight normalization. T. Salimans, D. Kingma, "Weight normalization: a simple reparameterization to accelerate
// training of deep neural networks", 2016.
// Idea: the length and the direction of a weight vector are learned apart, w = g v / |v|. Unlike batch normalization it
// needs no batch.

using ModelZoo.Tracing;
using TorchSharp.Modules;

namespace ModelZoo.FullyConnected;

/// <summary>y = x (g v / |v|)^T + b, with a length for each output and the keys of PyTorch's weight_norm.</summary>
public sealed class WeightNormLinear : Module<Tensor, Tensor>, ICounted
{
    private readonly Parameter weight_g, weight_v, bias;
    private readonly long inputs;

    public WeightNormLinear(long inputs, long outputs) : base("weight-norm-linear")
    {
        this.inputs = inputs;
        using var start = Linear(inputs, outputs);
        weight_v = Parameter(start.weight!.detach().clone());
        weight_g = Parameter(weight_v.detach().norm(1, keepdim: true));     // (outputs, 1)
        bias = Parameter(start.bias!.detach().clone());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        Functions.Linear(input, weight_v * (weight_g / Length(weight_v)), bias);

    // norm(1) in operators that a trace sees.
    private static Tensor Length(Tensor rows) => Functions.Pow(rows, 2).sum(1, keepdim: true).sqrt();

    long ICounted.Macs(long[] outputShape) => outputShape.Aggregate(inputs, (product, side) => product * side);
}
