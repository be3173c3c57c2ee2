
using System.Globalization;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Recipes;

/// <summary>What of the training part is held out for choices, so that none is made by the test: a share (0.1), a number (5000) or one fold of several (2/5).</summary>
public sealed record HeldOut
{
    private double Share { get; init; }
    private long Count { get; init; }
    private int Fold { get; init; }
    private int Folds { get; init; }

    public bool IsNothing => Share == 0 && Count == 0 && Folds == 0;

    public static HeldOut Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 2 && Whole(parts[0], out var fold) && Whole(parts[1], out var folds) && folds >= 2 && fold >= 1 && fold <= folds && folds <= 1000)
            return new HeldOut { Fold = (int)fold, Folds = (int)folds };
        if (Whole(text, out var count))
            return new HeldOut { Count = count };
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var share) && share is >= 0 and < 1)
            return new HeldOut { Share = share };
        throw new RecipeException($"--validation takes a share below 1 such as 0.1, a number of examples such as 5000, or a fold such as 2/5, not '{text}'.");
    }

    /// <summary>Copies of the two parts of a data set's training part, drawn from the seed; every class has its share of both.</summary>
    /// <remarks>Of a text a whole stretch is held out, the end of it or the fold's: its windows overlap, and scattered ones would have been trained on.</remarks>
    public (Split Train, Split Validation) Divide(Dataset data, long seed)
    {
        bool byClass = data.Kind == Targets.Classes;
        long all = data.Train.Count;
        if (Folds > all || (Folds == 0 && (Held(all) is var held && (held < 1 || held >= all))))
            throw new RecipeException($"--validation {this} leaves nothing to train on or nothing held out, of the {all} training examples of {data.Name}.");
        return Folds > 0 ? Splits.Fold(data.Train, Fold - 1, Folds, seed, byClass) : Splits.Ratio(data.Train, (double)Held(all) / all, seed, byClass);
    }

    public override string ToString() => Folds > 0 ? $"{Fold}/{Folds}" : Count > 0 ? $"{Count}" : Share.ToString(CultureInfo.InvariantCulture);

    private long Held(long all) => Count > 0 ? Count : (long)Math.Round(all * Share);

    private static bool Whole(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
