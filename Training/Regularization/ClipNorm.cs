using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>Scales all gradients down together where their common length exceeds a limit (Pascanu et al. 2013).</summary>
public sealed class ClipNorm(double limit) : IGradientChange
{
    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
            return;
        var factor = (limit / (Length(gradients) + 1e-6)).clamp_(max: 1);
        foreach (var gradient in gradients)
            gradient.mul_(factor.to(gradient.dtype, gradient.device));
    }

    /// <summary>The length of all these tensors as one vector, on the device of the first.</summary>
    internal static Tensor Length(IReadOnlyList<Tensor> tensors) =>
        stack(tensors.Select(tensor => tensor.norm().to(float32, tensors[0].device))).norm();
}
