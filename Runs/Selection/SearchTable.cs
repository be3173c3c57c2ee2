using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>The search methods, by the names that the command line takes.</summary>
public static class SearchTable
{
    private const int DefaultTrials = 20;

    private delegate ISearch Maker(SearchSpace space, int epochs, int? trials, int eta, int seed);

    private static readonly Dictionary<string, Maker> Methods = new()
    {
        ["grid"] = (space, epochs, trials, _, _) => new GridSearch(space, epochs, trials),
        ["random"] = (space, epochs, trials, _, seed) =>
            new RandomSearch(space, epochs, trials ?? DefaultTrials, seed),
        ["bayes"] = (space, epochs, trials, _, seed) =>
            new BayesianSearch(space, epochs, trials ?? DefaultTrials, seed),
        ["halving"] = HalvingSearch.Successive,
        ["hyperband"] = (space, epochs, trials, eta, seed) => trials is null
            ? HalvingSearch.Hyperband(space, epochs, eta, seed)
            : throw new RecipeException("--trials does not go with --method hyperband: "
                + "how many it begins follows from --epochs and --eta."),
    };

    public static IReadOnlyCollection<string> Names => Methods.Keys;

    /// <param name="epochs">Of a whole trial. Halving and hyperband begin with fewer.</param>
    /// <param name="trials">Null takes the method's own number.</param>
    /// <param name="eta">Halving and hyperband train one trial of so many on.</param>
    internal static ISearch Create(string name, SearchSpace space, int epochs, int? trials, int eta, long seed)
    {
        if (trials is < 1)
            throw new RecipeException($"--trials takes a whole number of at least 1, not '{trials}'.");
        if (eta < 2)
            throw new RecipeException($"--eta takes a whole number of at least 2, not '{eta}'.");
        return Methods.TryGetValue(name, out var make)
            ? make(space, epochs, trials, eta, unchecked((int)seed))
            : throw NearestName.Unknown("search method", name, Names);
    }
}
