using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>Cuts every element of every gradient to between minus and plus a limit.</summary>
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
