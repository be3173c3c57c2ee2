using System.Globalization;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Recipes;

/// <summary>
/// The part of the training data that is held out to choose by, so that no choice is made by the test data:
/// a share (0.1), a number of examples (5000) or one fold of several (2/5).
/// </summary>
public sealed record HeldOut
{
    // Fewer examples say nothing: one of them is 10 %.
    private const int Few = 10;

    private double Share { get; init; }
    private long Count { get; init; }
    private int Fold { get; init; }
    private int Folds { get; init; }

    public static HeldOut Nothing { get; } = new();

    public bool IsNothing => this == Nothing;

    /// <param name="fold">From 1.</param>
    public static HeldOut OneFold(int fold, int folds) => new() { Fold = fold, Folds = folds };

    public static HeldOut Part(double share) => new() { Share = share };

    public static HeldOut Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 2 && IsWhole(parts[0], out var fold) && IsWhole(parts[1], out var folds)
            && folds is >= 2 and <= 1000 && fold >= 1 && fold <= folds)
            return OneFold((int)fold, (int)folds);
        if (IsWhole(text, out var count))
            return new HeldOut { Count = count };
        const NumberStyles decimals = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, decimals, CultureInfo.InvariantCulture, out var share) && share is >= 0 and < 1)
            return Part(share);
        throw new RecipeException("--validation takes a share below 1 such as 0.1, a number of examples such as 5000, "
            + $"or a fold such as 2/5, not '{text}'.");
    }

    /// <summary>Copies both parts of the training data. Every class has its share in both.</summary>
    /// <remarks>
    /// Of a text one stretch is held out, its end or the fold. The windows overlap, so parts of scattered ones would be
    /// trained on.
    /// </remarks>
    public (Split Train, Split Validation) Divide(Dataset data, long seed)
    {
        bool byClass = data.Kind == Targets.Classes;
        long all = data.Train.Count, held = Count > 0 ? Count : (long)Math.Round(all * Share);
        if (Folds > 0 ? Folds > all : held < 1 || held >= all)
            throw new RecipeException($"--validation {this} leaves nothing to train on or nothing held out, "
                + $"of the {all} training examples of {data.Name}.");
        if (Count is > 0 and < Few && data.Train.Count >= Few * Few)
            throw new RecipeException($"--validation {Count} holds out {Count} examples, too few to choose by: "
                + "give a share such as 0.1, or a larger number.");
        return Folds > 0
            ? Splits.Fold(data.Train, Fold - 1, Folds, seed, byClass)
            : Splits.Ratio(data.Train, (double)held / all, seed, byClass);
    }

    public override string ToString() =>
        Folds > 0 ? $"{Fold}/{Folds}" : Count > 0 ? $"{Count}" : Share.ToString(CultureInfo.InvariantCulture);

    private static bool IsWhole(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
