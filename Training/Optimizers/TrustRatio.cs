using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>By how much a layer's step is scaled so that it is in proportion to its weights; stays on the device.</summary>
internal static class TrustRatio
{
    /// <summary>1 where either length is zero: a layer that starts at zero must be able to leave it.</summary>
    internal static Tensor Of(Tensor weights, Tensor step) =>
        where(weights.gt(0).logical_and(step.gt(0)), weights / step, ones_like(weights));
}
