using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training;

/// <summary>
/// Multiplies the loss so that small gradients do not vanish in float16 (Micikevicius et al. 2018): halved, and the step left out, when a
/// gradient overflows; doubled after 2,000 steps without. The rule and the numbers are those of PyTorch's GradScaler.
/// </summary>
public sealed class LossScaler(double scale = 65536, double growth = 2, double backoff = 0.5, long interval = 2000) : IStateful
{
    private long _good;

    public double Scale { get; private set; } = scale;

    /// <summary>
    /// Divides the gradients by the scale, and takes the next one. Whether all are finite: if not, the step is to be left out. That has to be
    /// known before the update, so it is the one read of the device in a step; float32 and bfloat16 need no scaler.
    /// </summary>
    public bool Unscale(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        bool finite = DivergenceSearch.AreFinite(gradients);
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
            (Scale, _good) = ((float)(Scale * growth) is var grown && float.IsFinite(grown) ? grown : Scale, 0);
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        (state.Numbers["scale"], state.Numbers["good"]) = (Scale, _good);
        return state;
    }

    public void load_state_dict(StateDict state) => (Scale, _good) = (state.Number("scale"), (long)state.Number("good"));
}
