namespace ModelZoo.Datasets.Sets;

/// <summary>
/// The training or the test part of a data set: example i is Inputs[i] and Targets[i]. Images stay bytes, [N, C, H, W],
/// until a batch is made. Classes are int64 [N].
/// </summary>
public class Split : IDisposable
{
    private readonly Tensor? _inputs;

    public Split(Tensor inputs, Tensor targets)
    {
        if (inputs.ndim == 0 || targets.ndim == 0 || inputs.shape[0] != targets.shape[0])
        {
            var (left, right) = (string.Join(", ", inputs.shape), string.Join(", ", targets.shape));
            throw new DatasetException($"The inputs [{left}] and the targets [{right}] must have one row for each " +
                "example: make their first sizes equal.");
        }
        // The data outlives the scope in which it was read.
        (_inputs, Targets) = (inputs.DetachFromDisposeScope(), targets.DetachFromDisposeScope());
        InputShape = inputs.shape[1..];
    }

    private protected Split(Tensor targets, long[] inputShape) =>
        (Targets, InputShape) = (targets.DetachFromDisposeScope(), inputShape);

    public Tensor Inputs => _inputs ?? throw new DatasetException(
        "These examples are read from disk when needed, so there is no tensor of all inputs: use a DataLoader.");

    public Tensor Targets { get; }

    /// <summary>The shape of one input.</summary>
    public long[] InputShape { get; }

    public long Count => Targets.shape[0];

    public bool InMemory => _inputs is not null;

    /// <summary>The examples at `indices`, int64 [B] on the CPU, as they are stored.</summary>
    internal virtual Batch Gather(Tensor indices)
    {
        using var there = indices.to(Targets.device);
        return new Batch(Inputs.index_select(0, there), Targets.index_select(0, there));
    }

    /// <summary>The order of an epoch in batches of this size, unless the loader has a sampler.</summary>
    internal virtual Sampler Order(int batchSize, bool shuffle) =>
        shuffle ? Sampler.Shuffled(Count) : Sampler.Sequential(Count);

    /// <summary>A view of the first `count` examples, or this split if it has no more.</summary>
    public virtual Split Take(long count) =>
        count >= Count ? this : new Split(Inputs.narrow(0, 0, count), Targets.narrow(0, 0, count));

    /// <summary>A copy of the examples at `indices`, in their order.</summary>
    public virtual Split Subset(Tensor indices)
    {
        var batch = Gather(indices);
        return new Split(batch.Inputs, batch.Targets);
    }

    /// <summary>A copy on a device, so that batches are gathered there.</summary>
    public virtual Split To(Device device) => new(Inputs.to(device, copy: true), Targets.to(device, copy: true));

    public void Dispose() => Dispose(true);

    protected virtual void Dispose(bool disposing)
    {
        _inputs?.Dispose();
        Targets.Dispose();
    }
}
