namespace ModelZoo.Reproduce.Running;

/// <summary>One published experiment: a row of the tables in Tables/.</summary>
/// <param name="Name">The name that the verb reproduce takes.</param>
/// <param name="Source">Book and section.</param>
/// <param name="Setting">The setup in a line.</param>
/// <param name="Procedure">How it is run here.</param>
public sealed record Experiment(
    string Name, Section Section, string Title, string Source, string Setting, IProcedure Procedure)
{
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The median of the published runs over the epochs.</summary>
    public IReadOnlyList<PublishedCurve> Curves { get; init; } = [];

    /// <summary>Whether no book prints its numbers.</summary>
    public bool IsDerived => Section >= Section.Notes;

    /// <summary>The book's epochs. 0 if there are none.</summary>
    public int Epochs { get; init; }

    /// <summary>Takes hours on a CPU. Run for fewer epochs, it is compared with the median curve there.</summary>
    public bool Heavy { get; init; }

    /// <summary>One of those that fit in ten minutes together.</summary>
    public bool Quick { get; init; }

    /// <summary>What to know when the numbers are compared.</summary>
    public string Note { get; init; } = "";
}

/// <summary>The sections of the tables and pages.</summary>
public enum Section
{
    Linear, Convolutional, Language, Sequence, Optimization, English, Mnist1d,

    /// <summary>From here on, the numbers are what mathematics gives, or bounds that must hold.</summary>
    Notes,
    Differentiation, Filters, Classic, Memory, Unsupervised, Ways, Search, Numbers,
}

/// <summary>A published number and its spread over all printed runs of the same code.</summary>
/// <param name="Metric">A value of a <see cref="Measurement"/>.</param>
public sealed record Target(string Metric, double Low, double Median, double High)
{
    /// <summary>Spreads of values that no book prints: exact ones, and bounds.</summary>
    internal const string Exact = "exact", Bounds = "must hold";

    /// <summary>The epoch after which it is measured. 0 is the last.</summary>
    public int Epoch { get; init; }

    /// <summary>The value in the book's final release, from one seed.</summary>
    public double? Release { get; init; }

    /// <summary>The number of printed runs.</summary>
    public int Runs { get; init; }

    /// <summary>What Low and High are, if not the minimum and the maximum.</summary>
    public string Spread { get; init; } = "";

    public bool Holds(double value) => value >= Low && value <= High;
}

/// <summary>The median of the published runs after some epochs. NaN where the book's figure does not show it.</summary>
public sealed record PublishedCurve(string Metric, IReadOnlyList<int> Epochs, IReadOnlyList<double> Values)
{
    /// <summary>Null if nothing is published of this epoch.</summary>
    public double? At(int epoch) => Epochs.Zip(Values)
        .Where(point => point.First == epoch && double.IsFinite(point.Second))
        .Select(point => (double?)point.Second).FirstOrDefault();
}
