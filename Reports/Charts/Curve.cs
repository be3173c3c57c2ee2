namespace ModelZoo.Reports.Charts;

/// <summary>A line of a chart; what is not finite is left out.</summary>
/// <param name="Ink">c0 to c7.</param>
/// <param name="Thin">One of several that another curve is the mean of: no marks, not in the legend.</param>
internal sealed record Curve(string Name, string Ink, IReadOnlyList<(double X, double Y)> Points, bool Dashed = false, bool Thin = false)
{
    /// <summary>Below and above the curve, where its spread is known.</summary>
    internal IReadOnlyList<(double X, double Low, double High)> Band { get; init; } = [];

    /// <summary>Where the value is read that the legend tells: at the end if nothing is said.</summary>
    internal double? At { get; init; }

    internal (double X, double Y)[] Finite { get; } = [.. Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];

    internal (double X, double Y) Told => At is { } at && Finite.Any(point => point.X <= at) ? Finite.Last(point => point.X <= at) : Finite[^1];
}
