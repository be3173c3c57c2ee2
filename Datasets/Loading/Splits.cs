using static TorchSharp.torch;

namespace ModelZoo.Datasets;

/// <summary>Parts of a split for holding out and for cross-validation, drawn from a seed.</summary>
public static class Splits
{
    /// <summary>What is kept for testing where nothing else is said.</summary>
    internal const double TestRatio = 0.2;

    /// <summary>A share of the examples is held out; both parts are copies.</summary>
    public static (Split Kept, Split Held) Ratio(Split split, double ratio, long seed = 0)
    {
        long held = (long)Math.Round(split.Count * ratio);
        if (!(ratio > 0 && ratio < 1) || held == 0 || held == split.Count)
            throw new DatasetException($"A share of {ratio} of {split.Count} examples leaves one part empty: give a ratio between 0 and 1 that suits their number.");
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var order = randperm(split.Count, generator: random);
        return (split.Subset(order.narrow(0, held, split.Count - held)), split.Subset(order.narrow(0, 0, held)));
    }

    /// <summary>Each of k parts is once the one to validate on; the parts differ in size by one at most.</summary>
    public static IEnumerable<(Split Train, Split Validation)> Folds(Split split, int k, long seed = 0)
    {
        if (k < 2 || k > split.Count)
            throw new DatasetException($"{split.Count} examples cannot be divided into {k} folds: give from 2 to {split.Count}.");
        return Enumerable.Range(0, k).Select(fold => Fold(split, fold, k, seed));
    }

    private static (Split, Split) Fold(Split split, int fold, int k, long seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var order = randperm(split.Count, generator: random);
        long start = split.Count * fold / k, end = split.Count * (fold + 1) / k;
        var rest = cat([order.narrow(0, 0, start), order.narrow(0, end, split.Count - end)]);
        return (split.Subset(rest), split.Subset(order.narrow(0, start, end - start)));
    }
}
