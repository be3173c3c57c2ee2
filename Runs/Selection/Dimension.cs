using System.Globalization;

namespace ModelZoo.Runs.Selection;

/// <summary>One searched setting. A place in it is a number from 0 to 1, so all methods search the same cube.</summary>
public abstract record Dimension(string Name)
{
    /// <summary>Whether values have no order: two are the same or not.</summary>
    internal abstract bool IsNamed { get; }

    /// <summary>The value at a place, as the command line takes it.</summary>
    internal abstract string Text(double place);

    /// <summary>One place for all that have the same value.</summary>
    internal virtual double Snap(double place) => place;

    /// <summary>Up to `count` places in equal steps. Choices give all they have.</summary>
    internal abstract IReadOnlyList<double> Grid(int count);

    private protected static double[] Steps(int count) =>
        count == 1 ? [0.5] : [.. Enumerable.Range(0, count).Select(i => (double)i / (count - 1))];
}

/// <summary>Values without an order: optimizer=sgd|adam.</summary>
internal sealed record Choices(string Name, IReadOnlyList<string> Values) : Dimension(Name)
{
    internal override bool IsNamed => true;
    internal override string Text(double place) => Values[Index(place)];
    internal override double Snap(double place) => (Index(place) + 0.5) / Values.Count;
    internal override IReadOnlyList<double> Grid(int count) => [.. Values.Select((_, i) => (i + 0.5) / Values.Count)];

    private int Index(double place) => Math.Clamp((int)(place * Values.Count), 0, Values.Count - 1);
}

/// <summary>A range of numbers: momentum=0.5..0.95. With log: in equal ratios: lr=log:0.001..1.</summary>
internal sealed record Numbers(string Name, double Low, double High, bool Log) : Dimension(Name)
{
    // Four digits, so that what is printed is exactly what was trained with.
    private const string Digits = "G4";

    internal override bool IsNamed => false;

    internal override string Text(double place)
    {
        double value = Log ? Low * Math.Pow(High / Low, place) : Low + (High - Low) * place;
        return value.ToString(Digits, CultureInfo.InvariantCulture);
    }

    internal override IReadOnlyList<double> Grid(int count) => Steps(count);
}

/// <summary>A range of whole numbers, each with its own stretch of the line: batch-size=log:16..512.</summary>
internal sealed record WholeNumbers(string Name, long Low, long High, bool Log) : Dimension(Name)
{
    internal override bool IsNamed => false;
    internal override string Text(double place) => $"{Value(place)}";

    internal override double Snap(double place) =>
        Math.Clamp((Left(Value(place)) + Left(Value(place) + 1)) / 2, 0, 1);

    internal override IReadOnlyList<double> Grid(int count) =>
        [.. Steps((int)Math.Min(count, High - Low + 1)).Select(Snap).Distinct()];

    private long Value(double place)
    {
        double value = Log ? Low * Math.Pow((High + 1.0) / Low, place) : Low + (High - Low + 1) * place;
        return Math.Clamp((long)value, Low, High);
    }

    // The left end of a number's stretch.
    private double Left(double value) =>
        Log ? Math.Log(value / Low) / Math.Log((High + 1.0) / Low) : (value - Low) / (High - Low + 1);
}
