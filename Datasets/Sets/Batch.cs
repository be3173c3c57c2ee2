using static TorchSharp.torch;

namespace ModelZoo.Datasets.Sets;

/// <summary>What one step trains on. It lives until the loader is asked for the next one; clone what is to stay longer.</summary>
public sealed class Batch(Tensor inputs, Tensor targets, bool continues = false) : IDisposable
{
    /// <summary>Images: float [B, C, H, W]; tokens: int64 [B, T]; numbers: float [B, F].</summary>
    public Tensor Inputs { get; } = inputs;

    /// <summary>Classes: int64 [B]; numbers: float; tokens: int64 [B, T]; classes mixed by a transform: float [B, classes].</summary>
    public Tensor Targets { get; } = targets;

    /// <summary>Row i goes on where row i of the batch before ended, so a recurrent network's state is carried over.</summary>
    public bool Continues { get; } = continues;

    public long Count => Inputs.shape[0];

    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
