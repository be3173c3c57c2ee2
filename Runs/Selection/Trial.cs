namespace ModelZoo.Runs.Selection;

/// <summary>One set of values, trained for as long as the search method wants.</summary>
public sealed class Trial
{
    /// <summary>From 1, in the order in which trials begin.</summary>
    public required int Number { get; init; }

    /// <summary>Hyperband's bracket; 0 for other methods.</summary>
    public int Bracket { get; init; }

    /// <summary>Position in the cube of the search space.</summary>
    public required double[] Point { get; init; }

    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Results after more and more epochs. Most methods have one, halving one for each promotion.</summary>
    public List<Rung> Rungs { get; init; } = [];

    /// <summary>The result after the most epochs; null before the first one.</summary>
    public Rung? Furthest => Rungs.FindLast(rung => rung.Loss is not null);

    internal Rung? At(int epochs) => Rungs.Find(rung => rung.Epochs == epochs);
}

/// <summary>The result of a trial after so many epochs.</summary>
public sealed record Rung(int Epochs)
{
    /// <summary>
    /// The watched validation value of the best epoch, negated where higher is better. Infinite after a failure, null
    /// while the trial runs.
    /// </summary>
    public double? Loss { get; init; }

    /// <summary>Values of the best epoch by name, as in metrics.csv.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    public int BestEpoch { get; init; }
    public double Seconds { get; init; }

    /// <summary>Why the trial failed; null where it did not.</summary>
    public string? Failure { get; init; }
}

/// <summary>What to train next: a new trial, or a known one for more epochs.</summary>
internal sealed record Job(int Number, int Bracket, double[] Point, int Epochs);
