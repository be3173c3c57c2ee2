using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>Keeps the length of the weights into each unit below a limit (Srebro and Shraibman 2005); biases are left alone.</summary>
public sealed class MaxNorm(double limit) : IWeightChange
{
    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weights in parameters.Where(parameter => parameter.ndim > 1))
        {
            var lengths = weights.reshape(weights.shape[0], -1).norm(1);
            var factors = (limit / (lengths + 1e-7)).clamp_(max: 1);
            weights.mul_(factors.view([-1, .. Enumerable.Repeat(1L, (int)weights.ndim - 1)]));
        }
    }
}
