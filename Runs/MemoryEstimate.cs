namespace ModelZoo.Runs;

/// <summary>How much main memory the tensors of a run will take, in bytes.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Weights">Parameters, buffers, the optimizer's state, and averages of the weights.</param>
/// <param name="Step">One step: the batch, what layers keep for backward, and the gradients.</param>
/// <param name="Batch">The examples of that step.</param>
/// <param name="Limit">How much tensors may take.</param>
public sealed record MemoryEstimate(long Data, long Weights, long Step, int Batch, long Limit)
{
    public long Total => Data + Weights + Step;

    public bool Fits => Total <= Limit;

    /// <summary>The batch, or a half, quarter, ... of it, that fits; null if not even one example does.</summary>
    public int? Fitting
    {
        get
        {
            for (int batch = Batch; batch > 0; batch /= 2)
                if (Data + Weights + (double)Step * batch / Batch <= Limit)
                    return batch;
            return null;
        }
    }

    public override string ToString() => $"about {Text(Total)} of {Text(Limit)} for tensors: "
        + $"data {Text(Data)}, weights and optimizer {Text(Weights)}, a step of {Batch} {Text(Step)}";

    public static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):F1} GiB",
        >= 10L << 20 => $"{bytes >> 20} MiB",
        _ => $"{bytes / (double)(1L << 20):F1} MiB",
    };
}
