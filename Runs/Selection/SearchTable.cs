using ModelZoo.Training.Names;
namespace ModelZoo.Runs.Selection;

/// <summary>The methods of search by the names that the command line takes.</summary>
public static class SearchTable
{
    private const int Usual = 20;

    // trials is null where it was not given.
    private sealed record Row(string Name, Func<SearchSpace, int, int?, int, int, ISearch> Make);

    private static readonly Row[] Rows =
    [
        new("grid", (space, epochs, trials, _, _) => new GridSearch(space, epochs, trials)),
        new("random", (space, epochs, trials, _, seed) => new RandomSearch(space, epochs, trials ?? Usual, seed)),
        new("bayes", (space, epochs, trials, _, seed) => new BayesianSearch(space, epochs, trials ?? Usual, seed)),
        new("halving", (space, epochs, trials, eta, seed) => HalvingSearch.Successive(space, epochs, trials, eta, seed)),
        new("hyperband", (space, epochs, trials, eta, seed) => trials is null ? HalvingSearch.Hyperband(space, epochs, eta, seed)
            : throw new RecipeException("--trials does not go with --method hyperband: how many it begins follows from --epochs and --eta.")),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Rows.Select(row => row.Name)];

    /// <param name="epochs">Of a whole trial; halving and hyperband begin with fewer.</param>
    /// <param name="trials">Null is the method's own number.</param>
    /// <param name="eta">Of halving and hyperband: one trial of so many is trained on.</param>
    public static ISearch Create(string name, SearchSpace space, int epochs, int? trials = null, int eta = 3, long seed = 0)
    {
        if (trials is < 1)
            throw new RecipeException($"--trials takes a whole number of at least 1, not '{trials}'.");
        if (eta < 2)
            throw new RecipeException($"--eta takes a whole number of at least 2, not '{eta}'.");
        var row = Array.Find(Rows, row => row.Name == name) ?? throw NearestName.Unknown("search method", name, Names);
        return row.Make(space, epochs, trials, eta, unchecked((int)seed));
    }
}
