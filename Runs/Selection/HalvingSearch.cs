namespace ModelZoo.Runs.Selection;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016) begins many trials and trains only the best of them on: one of
/// eta, eta times as long. Hyperband (Li et al. 2018) does so in several brackets, from many short trials to few long
/// ones, because it is not known beforehand how soon a good trial shows. A promoted trial goes on from its
/// checkpoint.
/// </summary>
internal sealed class HalvingSearch : ISearch
{
    private readonly SearchSpace _space;
    private readonly int _seed;

    private HalvingSearch(SearchSpace space, IReadOnlyList<(int Trials, int Epochs)>[] brackets, int seed) =>
        (_space, Brackets, _seed) = (space, brackets, seed);

    /// <summary>The rungs of each bracket: how many trials are trained up to how many epochs.</summary>
    public IReadOnlyList<IReadOnlyList<(int Trials, int Epochs)>> Brackets { get; }

    public int Trials => Brackets.Sum(bracket => bracket[0].Trials);

    /// <param name="trials">How many begin. Null takes as many as leave one at the end.</param>
    public static HalvingSearch Successive(SearchSpace space, int epochs, int? trials = null, int eta = 3, int seed = 0)
    {
        int promotions = Promotions(Math.Min(epochs, trials ?? epochs), eta);
        return new(space, [Bracket(trials ?? (int)Math.Pow(eta, promotions), promotions, epochs, eta)], seed);
    }

    // For s promotions, from most to none, n = ceil((s_max + 1) / (s + 1) eta^s) trials begin with R / eta^s epochs.
    public static HalvingSearch Hyperband(SearchSpace space, int epochs, int eta = 3, int seed = 0)
    {
        int most = Promotions(epochs, eta);
        int Begun(int s) => (int)Math.Ceiling((most + 1) * Math.Pow(eta, s) / (s + 1) - 1e-9);
        var promotions = Enumerable.Range(0, most + 1).Reverse();
        return new(space, [.. promotions.Select(s => Bracket(Begun(s), s, epochs, eta))], seed);
    }

    public Job? Next(IReadOnlyList<Trial> known)
    {
        int before = 0;
        for (int b = 0; b < Brackets.Count; before += Brackets[b][0].Trials, b++)
        {
            var (rungs, members) = (Brackets[b], known.Where(trial => trial.Bracket == b).ToArray());
            if (members.Length < rungs[0].Trials)
            {
                var point = RandomSearch.Point(_space, before + members.Length, _seed);
                return new Job(known.Count + 1, b, point, rungs[0].Epochs);
            }
            for (int k = 1; k < rungs.Count; k++)
            {
                int epochs = rungs[k - 1].Epochs;
                var below = members.Where(trial => trial.At(epochs) is not null).ToArray();
                // The best are known when the whole rung has ended. Meanwhile the next bracket may begin.
                if (below.Any(trial => trial.At(epochs)!.Loss is null))
                    break;
                var promoted = below.Where(trial => double.IsFinite(trial.At(epochs)!.Loss!.Value))
                    .OrderBy(trial => trial.At(epochs)!.Loss).Take(rungs[k].Trials);
                if (promoted.FirstOrDefault(trial => trial.At(rungs[k].Epochs) is null) is { } next)
                    return new Job(next.Number, b, next.Point, rungs[k].Epochs);
            }
        }
        return null;
    }

    private static IReadOnlyList<(int Trials, int Epochs)> Bracket(int trials, int promotions, int epochs, int eta) =>
        [.. Enumerable.Range(0, promotions + 1).Select(i => (
            Math.Max((int)(trials / Math.Pow(eta, i)), 1),
            Math.Max((int)Math.Round(epochs * Math.Pow(eta, i - promotions)), 1)))];

    // The logarithm to the base eta, without rounding errors.
    private static int Promotions(int number, int eta)
    {
        int promotions = 0;
        for (long power = eta; power <= number; power *= eta)
            promotions++;
        return promotions;
    }
}
