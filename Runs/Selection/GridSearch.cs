using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>Tries every combination of values, ranges in equal steps. Expensive with more than two settings.</summary>
internal sealed class GridSearch : ISearch
{
    private const int DefaultSteps = 3, DefaultMost = 10_000;
    private readonly IReadOnlyList<double>[] _axes;
    private readonly int _epochs;

    /// <param name="trials">Most points that the grid may have. Null gives each range three.</param>
    public GridSearch(SearchSpace space, int epochs, int? trials = null)
    {
        _epochs = epochs;
        int steps = DefaultSteps;
        if (trials is { } most)
            for (steps = 2; Count(space, steps + 1) <= most && Count(space, steps + 1) > Count(space, steps);)
                steps++;
        _axes = Axes(space, steps);
        if (Count(space, steps) > (trials ?? DefaultMost))
            throw new RecipeException(
                $"The grid has {Count(space, steps):N0} points or more, and --trials {trials ?? DefaultMost} "
                + "does not suffice: give fewer values, more --trials, or --method random.");
    }

    public int Trials => _axes.Aggregate(1, (count, axis) => count * axis.Count);

    public Job? Next(IReadOnlyList<Trial> known) =>
        known.Count < Trials ? new Job(known.Count + 1, 0, Point(known.Count), _epochs) : null;

    // The last setting changes fastest, as in nested loops.
    private double[] Point(int index)
    {
        var point = new double[_axes.Length];
        for (int i = _axes.Length - 1; i >= 0; index /= _axes[i].Count, i--)
            point[i] = _axes[i][index % _axes[i].Count];
        return point;
    }

    private static IReadOnlyList<double>[] Axes(SearchSpace space, int steps) =>
        [.. space.Dimensions.Select(dimension => dimension.Grid(steps))];

    private static long Count(SearchSpace space, int steps) =>
        Axes(space, steps).Aggregate(1L, (count, axis) => Math.Min(count * axis.Count, 1_000_000_000));
}
