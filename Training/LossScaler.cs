using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training;

/// <summary>
/// Multiplies the loss so that small gradients do not vanish in float16 (Micikevicius et al. 2018). If a gradient
/// overflows, the step is skipped and the scale halved; after 2,000 steps without overflow it is doubled. The rule and
/// the numbers are those of PyTorch's GradScaler.
/// </summary>
internal sealed class LossScaler(double scale = 65536, double growth = 2, double backoff = 0.5, long interval = 2000)
    : IStateful
{
    private long _good;

    internal double Scale { get; private set; } = scale;

    /// <summary>Divides the gradients by the scale, and chooses the next scale.</summary>
    /// <returns>Whether all gradients are finite. If not, the step must be skipped.</returns>
    /// <remarks>
    /// This must be known before the update, so it reads the device in each step. float32 and bfloat16 need no scaler.
    /// </remarks>
    internal bool Unscale(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        bool finite = Finite.All(gradients);
        if (finite)
            foreach (var gradient in gradients)
                gradient.mul_(1 / Scale);
        Update(finite);
        return finite;
    }

    private void Update(bool finite)
    {
        if (!finite)
            (Scale, _good) = (Scale * backoff, 0);
        else if (++_good == interval)
        {
            var grown = (float)(Scale * growth);
            (Scale, _good) = (float.IsFinite(grown) ? grown : Scale, 0);
        }
    }

    public StateDict state_dict() => new() { ["scale"] = Scale, ["good"] = _good };

    public void load_state_dict(StateDict state) => (Scale, _good) = (state["scale"], (long)state["good"]);
}
