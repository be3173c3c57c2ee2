namespace ModelZoo.Training.Reports;

/// <summary>A line of a chart; what is not finite is left out.</summary>
/// <param name="Ink">c0 to c7.</param>
/// <param name="Thin">One of several that another curve is the mean of: no marks, not in the legend.</param>
internal sealed record Curve(string Name, string Ink, IReadOnlyList<(double X, double Y)> Points, bool Dashed = false, bool Thin = false)
{
    /// <summary>Below and above the curve, where its spread is known.</summary>
    internal IReadOnlyList<(double X, double Low, double High)> Band { get; init; } = [];

    internal (double X, double Y)[] Finite { get; } = [.. Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
}
