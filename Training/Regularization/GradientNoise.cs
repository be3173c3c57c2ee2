using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Regularization;

/// <summary>Adds normal noise of variance eta / (1 + t)^gamma to the gradients (Neelakantan et al. 2015).</summary>
public sealed class GradientNoise(double eta = 0.3, double gamma = 0.55) : IGradientChange
{
    private long _step;

    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        double deviation = Math.Sqrt(eta / Math.Pow(1 + _step++, gamma));
        foreach (var gradient in parameters.Select(parameter => parameter.grad).OfType<Tensor>())
            gradient.add_(randn_like(gradient), deviation);
    }

    public StateDict state_dict() => new() { ["step"] = _step };

    public void load_state_dict(StateDict state) => _step = (long)state["step"];
}
