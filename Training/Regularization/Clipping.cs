namespace ModelZoo.Training.Regularization;

/// <summary>Scales all gradients together if their common norm exceeds a limit (Pascanu et al. 2013).</summary>
public sealed class ClipNorm(double limit) : IGradientChange
{
    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
            return;
        // Of all gradients as one vector, on the device of the first.
        var norms = gradients.Select(gradient => gradient.norm().to(float32, gradients[0].device));
        var factor = (limit / (stack(norms).norm() + 1e-6)).clamp_(max: 1);
        foreach (var gradient in gradients)
            gradient.mul_(factor.to(gradient.dtype, gradient.device));
    }
}

/// <summary>Limits every element of every gradient to between minus and plus a limit.</summary>
public sealed class ClipValue(double limit) : IGradientChange
{
    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters)
            parameter.grad?.clamp_(-limit, limit);
    }
}
