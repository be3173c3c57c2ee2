namespace ModelZoo.Runs.Selection;

/// <summary>Points drawn evenly from the cube (Bergstra and Bengio 2012): each tries new values of every setting, so what matters is found sooner than on a grid.</summary>
public sealed class RandomSearch(SearchSpace space, int epochs, int trials, int seed = 0) : ISearch
{
    public int Trials => trials;

    public Job? Next(IReadOnlyList<Trial> known) => known.Count < trials ? new Job(known.Count + 1, 0, Point(space, known.Count, seed), epochs) : null;

    /// <summary>The index-th point of the seed's sequence.</summary>
    internal static double[] Point(SearchSpace space, int index, int seed)
    {
        var random = new Random(seed);
        for (int skipped = 0; skipped < index * space.Dimensions.Count; skipped++)
            random.NextDouble();
        return space.Snap([.. space.Dimensions.Select(_ => random.NextDouble())]);
    }
}
