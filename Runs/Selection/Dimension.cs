using System.Globalization;

namespace ModelZoo.Runs.Selection;

/// <summary>One searched setting. A place in it is a number from 0 to 1, so that all methods see the same cube.</summary>
public abstract record Dimension(string Name)
{
    /// <summary>Whether places have no order: two values are the same or not.</summary>
    public abstract bool IsNamed { get; }

    /// <summary>The value at a place, as the command line takes it.</summary>
    public abstract string Text(double place);

    /// <summary>The place of that value, where several places share one.</summary>
    public virtual double Snap(double place) => place;

    /// <summary>So many places in equal steps; choices have as many as they are.</summary>
    public abstract IReadOnlyList<double> Grid(int count);

    protected static double[] Steps(int count) => count == 1 ? [0.5] : [.. Enumerable.Range(0, count).Select(i => (double)i / (count - 1))];
}

/// <summary>Values without an order: optimizer=sgd|adam.</summary>
public sealed record Choices(string Name, IReadOnlyList<string> Values) : Dimension(Name)
{
    public override bool IsNamed => true;
    public override string Text(double place) => Values[Index(place)];
    public override double Snap(double place) => (Index(place) + 0.5) / Values.Count;
    public override IReadOnlyList<double> Grid(int count) => [.. Values.Select((_, i) => (i + 0.5) / Values.Count)];
    private int Index(double place) => Math.Clamp((int)(place * Values.Count), 0, Values.Count - 1);
}

/// <summary>Numbers from a lowest to a highest: momentum=0.5..0.95; log: in equal ratios, for what is felt by its magnitude: lr=log:0.001..1.</summary>
public sealed record Numbers(string Name, double Low, double High, bool Log) : Dimension(Name)
{
    // Four digits: what is printed is exactly what was trained with.
    private const string Digits = "G4";

    public override bool IsNamed => false;
    public override string Text(double place) => (Log ? Low * Math.Pow(High / Low, place) : Low + (High - Low) * place).ToString(Digits, CultureInfo.InvariantCulture);
    public override IReadOnlyList<double> Grid(int count) => Steps(count);
}

/// <summary>Whole numbers, each with a stretch of the line for itself: batch-size=log:16..512.</summary>
public sealed record WholeNumbers(string Name, long Low, long High, bool Log) : Dimension(Name)
{
    public override bool IsNamed => false;
    public override string Text(double place) => $"{Value(place)}";
    public override double Snap(double place) => Math.Clamp((Left(Value(place)) + Left(Value(place) + 1)) / 2, 0, 1);
    public override IReadOnlyList<double> Grid(int count) => [.. Steps((int)Math.Min(count, High - Low + 1)).Select(Snap).Distinct()];

    private long Value(double place) => Math.Clamp((long)(Log ? Low * Math.Pow((High + 1.0) / Low, place) : Low + (High - Low + 1) * place), Low, High);
    private double Left(double value) => Log ? Math.Log(value / Low) / Math.Log((High + 1.0) / Low) : (value - Low) / (High - Low + 1);
}
