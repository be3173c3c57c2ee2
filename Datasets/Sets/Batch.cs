namespace ModelZoo.Datasets.Sets;

/// <summary>The examples of one step. The loader disposes them when it makes the next batch.</summary>
public sealed class Batch(Tensor inputs, Tensor targets, bool continues = false) : IDisposable
{
    /// <summary>Images: float [B, C, H, W]. Tokens: int64 [B, T]. Numbers: float [B, F].</summary>
    public Tensor Inputs { get; } = inputs;

    /// <summary>Classes: int64 [B]. Numbers: float. Tokens: int64 [B, T]. Mixed classes: float [B, classes].</summary>
    public Tensor Targets { get; } = targets;

    /// <summary>Row i continues row i of the batch before, so a recurrent network keeps its state.</summary>
    public bool Continues { get; } = continues;

    public long Count => Inputs.shape[0];

    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
