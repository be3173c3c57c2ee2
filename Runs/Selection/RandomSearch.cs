namespace ModelZoo.Runs.Selection;

/// <summary>
/// Draws points evenly from the cube (Bergstra and Bengio 2012). Each tries new values of every setting, so it finds
/// what matters sooner than a grid.
/// </summary>
internal sealed class RandomSearch(SearchSpace space, int epochs, int trials, int seed = 0) : ISearch
{
    public int Trials => trials;

    public Job? Next(IReadOnlyList<Trial> known) =>
        known.Count < trials ? new Job(known.Count + 1, 0, Point(space, known.Count, seed), epochs) : null;

    /// <summary>The point with this index in the seed's sequence.</summary>
    internal static double[] Point(SearchSpace space, int index, int seed)
    {
        var random = new Random(seed);
        for (int skipped = 0; skipped < index * space.Dimensions.Count; skipped++)
            random.NextDouble();
        return space.Snap([.. space.Dimensions.Select(_ => random.NextDouble())]);
    }
}
