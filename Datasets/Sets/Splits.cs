namespace ModelZoo.Datasets.Sets;

/// <summary>Random parts of a split, for a hold-out part and for cross-validation.</summary>
public static class Splits
{
    /// <summary>The default share of the test part.</summary>
    internal const double TestRatio = 0.2;

    /// <summary>Holds out a share of the examples. Both parts are copies.</summary>
    /// <param name="byClass">Targets are classes; each part gets its share of each class.</param>
    public static (Split Kept, Split Held) Ratio(Split split, double ratio, long seed = 0, bool byClass = false)
    {
        long count = split.Count, held = (long)Math.Round(count * ratio);
        if (!(ratio > 0 && ratio < 1) || held == 0 || held == count)
            throw new DatasetException($"A share of {ratio} of {count} examples leaves one part empty: " +
                "give a ratio between 0 and 1 that suits their number.");
        return split is TextSplit text ? text.Without(count - held, count) : Divide(split, 0, held, seed, byClass);
    }

    /// <summary>Each of k parts is the validation part once. The sizes of the parts differ by at most one.</summary>
    public static IEnumerable<(Split Train, Split Validation)> Folds(
        Split split, int k, long seed = 0, bool byClass = false)
    {
        CheckFolds(split, k);
        return Enumerable.Range(0, k).Select(fold => Fold(split, fold, k, seed, byClass));
    }

    /// <summary>One of the k pairs of <see cref="Folds"/>, counted from 0.</summary>
    public static (Split Train, Split Validation) Fold(
        Split split, int fold, int k, long seed = 0, bool byClass = false)
    {
        CheckFolds(split, k);
        long start = split.Count * fold / k, end = split.Count * (fold + 1) / k;
        return split is TextSplit text ? text.Without(start, end) : Divide(split, start, end, seed, byClass);
    }

    private static void CheckFolds(Split split, int k)
    {
        if (k < 2 || k > split.Count)
            throw new DatasetException(
                $"{split.Count} examples cannot be divided into {k} folds: give from 2 to {split.Count}.");
    }

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

    // Spreads each class evenly over the order, so that any stretch of it holds each class's share.
    private static Tensor Interleave(Tensor order, Tensor targets)
    {
        using var near = targets.cpu();
        var classes = near.data<long>().ToArray();
        var counts = classes.CountBy(label => label).ToDictionary();
        var seen = new Dictionary<long, int>();
        return tensor(order.data<long>().ToArray().OrderBy(Place).ToArray());

        double Place(long example)
        {
            long label = classes[example];
            int number = seen[label] = seen.GetValueOrDefault(label) + 1;
            return (number - 0.5) / counts[label];
        }
    }
}
