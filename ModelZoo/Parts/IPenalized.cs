using static TorchSharp.torch;

namespace ModelZoo.Parts;

/// <summary>A network whose paper adds a term to the loss that only the network can compute (of its code, of its weights).</summary>
public interface IPenalized
{
    /// <summary>The term, already weighted, a scalar: a mean over the batch.</summary>
    Tensor Penalty(Tensor input);
}
