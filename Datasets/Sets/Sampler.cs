namespace ModelZoo.Datasets.Sets;

/// <summary>The order in which an epoch visits the examples.</summary>
/// <param name="order">Returns int64 indices on the CPU. The loader seeds the generator anew for each epoch.</param>
/// <param name="carries">Each batch continues the one before.</param>
public sealed class Sampler(Func<Generator, Tensor> order, bool carries = false)
{
    internal Func<Generator, Tensor> Order { get; } = order;
    internal bool Carries { get; } = carries;

    public static Sampler Sequential(long count) => new(_ => arange(count));

    public static Sampler Shuffled(long count) => new(random => randperm(count, generator: random));

    /// <summary>Only these examples, shuffled anew each epoch.</summary>
    public static Sampler Subset(Tensor indices)
    {
        var kept = indices.clone().DetachFromDisposeScope();
        return new(random => kept.index_select(0, randperm(kept.shape[0], generator: random)));
    }

    /// <summary>`count` draws with replacement, in which all classes are equally likely.</summary>
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
