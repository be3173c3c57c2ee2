namespace ModelZoo.Runs.Selection;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016): many trials are begun, and only the best part of them, one of eta, is trained on, eta times
/// as long. Hyperband (Li et al. 2018) does it in several brackets, from many short trials to few long ones, because nobody knows
/// beforehand how soon a good trial shows. A trial that is promoted goes on from its checkpoint.
/// </summary>
public sealed class HalvingSearch : ISearch
{
    private readonly SearchSpace _space;
    private readonly int _seed;

    private HalvingSearch(SearchSpace space, IReadOnlyList<IReadOnlyList<(int Trials, int Epochs)>> brackets, int seed) => (_space, Brackets, _seed) = (space, brackets, seed);

    /// <summary>For each bracket its rungs: how many trials are trained up to how many epochs.</summary>
    public IReadOnlyList<IReadOnlyList<(int Trials, int Epochs)>> Brackets { get; }

    public int Trials => Brackets.Sum(bracket => bracket[0].Trials);

    /// <param name="trials">Begun; null is as many as leave one at the end.</param>
    public static HalvingSearch Successive(SearchSpace space, int epochs, int? trials = null, int eta = 3, int seed = 0)
    {
        int rungs = Rungs(Math.Min(epochs, trials ?? epochs), eta);
        return new(space, [Bracket(trials ?? (int)Math.Pow(eta, rungs), rungs, epochs, eta)], seed);
    }

    public static HalvingSearch Hyperband(SearchSpace space, int epochs, int eta = 3, int seed = 0) => new(space, Table(epochs, eta), seed);

    /// <summary>Hyperband's brackets: with s from the most promotions down to none, n = ceil((s_max + 1) / (s + 1) eta^s) trials begin with R / eta^s epochs.</summary>
    internal static IReadOnlyList<(int Trials, int Epochs)>[] Table(int epochs, int eta)
    {
        int most = Rungs(epochs, eta);
        return [.. Enumerable.Range(0, most + 1).Select(i => most - i).Select(s => Bracket((int)Math.Ceiling((most + 1) * Math.Pow(eta, s) / (s + 1) - 1e-9), s, epochs, eta))];
    }

    public Job? Next(IReadOnlyList<Trial> known)
    {
        int before = 0;
        for (int b = 0; b < Brackets.Count; before += Brackets[b][0].Trials, b++)
        {
            var (rungs, members) = (Brackets[b], known.Where(trial => trial.Bracket == b).ToArray());
            if (members.Length < rungs[0].Trials)
                return new Job(known.Count + 1, b, RandomSearch.Point(_space, before + members.Length, _seed), rungs[0].Epochs);
            for (int k = 1; k < rungs.Count; k++)
            {
                var (below, epochs) = (members.Where(trial => trial.At(rungs[k - 1].Epochs) is not null).ToArray(), rungs[k - 1].Epochs);
                // Who is among the best is known when the whole rung is through; meanwhile the next bracket may begin.
                if (below.Any(trial => trial.At(epochs)!.Loss is null))
                    break;
                var promoted = below.Where(trial => double.IsFinite(trial.At(epochs)!.Loss!.Value)).OrderBy(trial => trial.At(epochs)!.Loss).Take(rungs[k].Trials);
                if (promoted.FirstOrDefault(trial => trial.At(rungs[k].Epochs) is null) is { } next)
                    return new Job(next.Number, b, next.Point, rungs[k].Epochs);
            }
        }
        return null;
    }

    private static IReadOnlyList<(int Trials, int Epochs)> Bracket(int trials, int s, int epochs, int eta) =>
        [.. Enumerable.Range(0, s + 1).Select(i => (Math.Max((int)(trials / Math.Pow(eta, i)), 1), Math.Max((int)Math.Round(epochs * Math.Pow(eta, i - s)), 1)))];

    // The logarithm to the base eta, without rounding errors.
    private static int Rungs(int number, int eta)
    {
        int rungs = 0;
        for (long power = eta; power <= number; power *= eta)
            rungs++;
        return rungs;
    }
}
