namespace ModelZoo.Training.Regularization;

/// <summary>Limits the norm of each unit's input weights (Srebro and Shraibman 2005), but not biases.</summary>
public sealed class MaxNorm(double limit) : IWeightChange
{
    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weights in parameters.Where(parameter => parameter.ndim > 1))
        {
            var norms = weights.reshape(weights.shape[0], -1).norm(1);
            var factors = (limit / (norms + 1e-7)).clamp_(max: 1);
            weights.mul_(factors.view([-1, .. Enumerable.Repeat(1L, (int)weights.ndim - 1)]));
        }
    }
}
