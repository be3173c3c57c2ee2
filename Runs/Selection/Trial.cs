namespace ModelZoo.Runs.Selection;

/// <summary>One set of values, trained for as long as the method finds it worth.</summary>
public sealed class Trial
{
    /// <summary>From 1, in the order of their start.</summary>
    public required int Number { get; init; }

    /// <summary>Of Hyperband; 0 for every other method.</summary>
    public int Bracket { get; init; }

    /// <summary>Its place in the cube of the search space.</summary>
    public required double[] Point { get; init; }

    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>How far it was trained, and what came of it: one for most methods, several where trials are promoted.</summary>
    public List<Rung> Rungs { get; init; } = [];

    /// <summary>The result after the most epochs; null before the first one.</summary>
    public Rung? Furthest => Rungs.FindLast(rung => rung.Loss is not null);

    internal Rung? At(int epochs) => Rungs.Find(rung => rung.Epochs == epochs);
}

/// <summary>A trial after so many epochs.</summary>
public sealed record Rung(int Epochs)
{
    /// <summary>What is to be small: the watched validation value of its best epoch, with the sign turned where more is better; infinite if it failed, null while it runs.</summary>
    public double? Loss { get; init; }

    /// <summary>The best epoch's values by name, as in metrics.csv.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    public int BestEpoch { get; init; }
    public double Seconds { get; init; }

    /// <summary>Why it has no result, such as a loss that is no number.</summary>
    public string? Failure { get; init; }
}

/// <summary>What to train next: a new trial, or a known one further.</summary>
public sealed record Job(int Number, int Bracket, double[] Point, int Epochs);
