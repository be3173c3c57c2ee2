using static TorchSharp.torch;

namespace ModelZoo.Datasets.Sets;

/// <summary>
/// In which order an epoch visits the examples: `order` draws from a generator that the loader seeds anew for each epoch and returns
/// int64 indices on the CPU. With `carries`, a batch goes on where the one before ended.
/// </summary>
public sealed class Sampler(Func<Generator, Tensor> order, bool carries = false)
{
    internal Func<Generator, Tensor> Order { get; } = order;
    internal bool Carries { get; } = carries;

    public static Sampler Sequential(long count) => new(_ => arange(count));

    public static Sampler Shuffled(long count) => new(random => randperm(count, generator: random));

    /// <summary>These examples alone, shuffled anew each epoch.</summary>
    public static Sampler Subset(Tensor indices)
    {
        var kept = indices.clone().DetachFromDisposeScope();
        return new(random => kept.index_select(0, randperm(kept.shape[0], generator: random)));
    }

    /// <summary>`count` draws with replacement in which every class is as likely as any other.</summary>
    public static Sampler Balanced(Tensor classes, long? count = null)
    {
        using var scope = NewDisposeScope();
        var labels = classes.cpu();
        var frequencies = zeros(labels.max().item<long>() + 1).scatter_add_(0, labels, ones(labels.shape[0]));
        var weights = frequencies.index_select(0, labels).reciprocal().DetachFromDisposeScope();
        long draws = count ?? labels.shape[0];
        return new(random => weights.multinomial(draws, replacement: true, generator: random));
    }
}
