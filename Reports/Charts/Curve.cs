namespace ModelZoo.Reports.Charts;

/// <summary>A line of a chart. Points that are not finite are left out.</summary>
/// <param name="Color">A name of the palette, such as c0.</param>
/// <param name="Thin">One of several runs behind their mean: no dots, not in the legend.</param>
internal sealed record Curve(
    string Name,
    string Color,
    IReadOnlyList<(double X, double Y)> Points,
    bool Dashed = false,
    bool Thin = false)
{
    /// <summary>The spread around the curve, where it is known.</summary>
    internal IReadOnlyList<(double X, double Low, double High)> Band { get; init; } = [];

    /// <summary>Where the legend reads the curve's value. Null is its end.</summary>
    internal double? LegendX { get; init; }

    internal (double X, double Y)[] Finite { get; } =
        [.. Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];

    internal bool IsEmpty => Finite.Length == 0;

    internal bool InLegend => !Thin && !IsEmpty;

    internal (double X, double Y) LegendPoint =>
        Finite.LastOrDefault(point => LegendX is { } limit && point.X <= limit, Finite[^1]);
}
