using ModelZoo.Datasets.Files;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Sets;

/// <summary>Parts of a split for holding out and for cross-validation, drawn from a seed.</summary>
public static class Splits
{
    /// <summary>What is kept for testing where nothing else is said.</summary>
    internal const double TestRatio = 0.2;

    /// <summary>A share of the examples is held out; both parts are copies.</summary>
    /// <param name="byClass">Targets are classes, and each class gets its share of both parts, to within one example.</param>
    public static (Split Kept, Split Held) Ratio(Split split, double ratio, long seed = 0, bool byClass = false)
    {
        long held = (long)Math.Round(split.Count * ratio);
        if (!(ratio > 0 && ratio < 1) || held == 0 || held == split.Count)
            throw new DatasetException($"A share of {ratio} of {split.Count} examples leaves one part empty: give a ratio between 0 and 1 that suits their number.");
        return split is TextSplit text ? text.Without(text.Count - held, text.Count) : Divide(split, 0, held, seed, byClass);
    }

    /// <summary>Each of k parts is once the one to validate on; the parts differ in size by one at most.</summary>
    public static IEnumerable<(Split Train, Split Validation)> Folds(Split split, int k, long seed = 0, bool byClass = false) =>
        Enumerable.Range(0, CheckedFolds(split, k)).Select(fold => Fold(split, fold, k, seed, byClass));

    /// <summary>One of the k pairs of <see cref="Folds"/>, counted from 0.</summary>
    public static (Split Train, Split Validation) Fold(Split split, int fold, int k, long seed = 0, bool byClass = false)
    {
        CheckedFolds(split, k);
        long start = split.Count * fold / k, end = split.Count * (fold + 1) / k;
        return split is TextSplit text ? text.Without(start, end) : Divide(split, start, end, seed, byClass);
    }

    private static int CheckedFolds(Split split, int k) => k >= 2 && k <= split.Count ? k
        : throw new DatasetException($"{split.Count} examples cannot be divided into {k} folds: give from 2 to {split.Count}.");

    private static (Split, Split) Divide(Split split, long start, long end, long seed, bool byClass)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var order = randperm(split.Count, generator: random);
        if (byClass)
            order = Interleave(order, split.Targets);
        var rest = cat([order.narrow(0, 0, start), order.narrow(0, end, split.Count - end)]);
        return (split.Subset(rest), split.Subset(order.narrow(0, start, end - start)));
    }

    // The same order, but with the examples of each class spread evenly over it: then every stretch of it holds its share of each.
    private static Tensor Interleave(Tensor order, Tensor targets)
    {
        var places = order.data<long>().ToArray();
        using var near = targets.cpu();
        var classes = near.data<long>().ToArray();
        var counts = classes.CountBy(label => label).ToDictionary();
        var seen = new Dictionary<long, int>();
        var keys = places.Select(place => ((seen[classes[place]] = seen.GetValueOrDefault(classes[place]) + 1) - 0.5) / counts[classes[place]]).ToArray();
        return tensor(places.Zip(keys).OrderBy(pair => pair.Second).Select(pair => pair.First).ToArray());
    }
}
