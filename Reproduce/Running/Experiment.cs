namespace ModelZoo.Reproduce.Running;

/// <summary>One published experiment: a row of the tables in Tables/.</summary>
/// <param name="Name">What `reproduce` takes.</param>
/// <param name="Section">Of the tables, and of the report page.</param>
/// <param name="Source">Book and section.</param>
/// <param name="Setting">The setup in a line, as the book says it.</param>
/// <param name="Way">How it is run here.</param>
public sealed record Experiment(string Name, Section Section, string Title, string Source, string Setting, IWay Way)
{
    /// <summary>What the published runs measured.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>The median of the published runs over the epochs.</summary>
    public IReadOnlyList<PublishedCurve> Curves { get; init; } = [];

    /// <summary>Epochs of the book; 0 where there are none.</summary>
    public int Epochs { get; init; }

    /// <summary>Hours on a CPU: run for as many epochs as fit, and compared with the median curve there.</summary>
    public bool Heavy { get; init; }

    /// <summary>One of those that fit in ten minutes together.</summary>
    public bool Quick { get; init; }

    /// <summary>What to know when the numbers are compared.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Where in the books an experiment stands.</summary>
public enum Section
{
    Linear,
    Convolutional,
    Language,
    Sequence,
    Optimization,
    English,
    Notes,
}

/// <summary>A published number and its spread over all printed runs of the same code.</summary>
/// <param name="Metric">A value of a <see cref="Measurement"/>.</param>
public sealed record Target(string Metric, double Low, double Median, double High)
{
    /// <summary>Spreads of what no book prints: a value that mathematics gives, and bounds that must hold.</summary>
    internal const string Exact = "exact", Bounds = "must hold";

    /// <summary>The epoch after which it is taken; 0 is the last.</summary>
    public int Epoch { get; init; }

    /// <summary>The value in the final release: one seed.</summary>
    public double? Release { get; init; }

    /// <summary>How many printed runs the spread is over.</summary>
    public int Runs { get; init; }

    /// <summary>Where it is not minimum, median and maximum: what Low and High are.</summary>
    public string Spread { get; init; } = "";

    /// <summary>A mean with two deviations either way.</summary>
    public static Target Mean(string metric, double mean, double deviation, int runs, double? release = null) =>
        new(metric, mean - 2 * deviation, mean, mean + 2 * deviation) { Runs = runs, Release = release, Spread = "mean ± 2 sd" };

    public bool Holds(double value) => value >= Low && value <= High;
}

/// <summary>The median of the published runs after some epochs.</summary>
public sealed record PublishedCurve(string Metric, IReadOnlyList<int> Epochs, IReadOnlyList<double> Values)
{
    /// <summary>After 1, 2, 3, ... epochs; not a number where the book's figure does not show it.</summary>
    public PublishedCurve(string metric, params double[] values) : this(metric, [.. Enumerable.Range(1, values.Length)], values) { }

    /// <summary>Null where nothing is published of this epoch.</summary>
    public double? At(int epoch)
    {
        for (int i = 0; i < Epochs.Count; i++)
            if (Epochs[i] == epoch && double.IsFinite(Values[i]))
                return Values[i];
        return null;
    }
}
