using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

/// <summary>The search methods, with a function in place of training.</summary>
public class SearchTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("lr=log:0.001..1,momentum=0..0.9,optimizer=sgd|adam");

    [Fact]
    public void Grid_has_every_combination_once_and_uses_the_trials_it_is_given()
    {
        var all = Play(new GridSearch(Space, epochs: 5), (_, _) => 0);
        Assert.Equal(3 * 3 * 2, all.Select(trial => string.Join(' ', trial.Values.Values)).Distinct().Count());
        Assert.Equal(all.Count, new GridSearch(Space, 5).Trials);
        Assert.Equal(["0.001", "0.03162", "1"], all.Select(trial => trial.Values["lr"]).Distinct());
        Assert.Equal(4 * 4 * 2, new GridSearch(Space, 5, trials: 40).Trials);
        var error = Assert.Throws<RecipeException>(() => new GridSearch(Space, 5, trials: 7));
        Assert.Contains("8 points or more", error.Message);
    }

    [Fact]
    public void Random_points_depend_on_the_seed_and_cover_each_range()
    {
        double[] Rates(int seed)
        {
            var trials = Play(new RandomSearch(Space, 5, 40, seed), (_, _) => 0);
            return [.. trials.Select(trial => double.Parse(trial.Values["lr"]))];
        }
        var rates = Rates(seed: 1);
        Assert.Equal(rates, Rates(seed: 1));
        Assert.NotEqual(rates, Rates(seed: 2));
        // The range is logarithmic, so about a third of the rates is in each decade.
        foreach (var decade in new[] { 0.001, 0.01, 0.1 })
            Assert.InRange(rates.Count(rate => rate >= decade && rate < 10 * decade), 7, 20);
    }

    [Fact]
    public void Hyperband_has_the_brackets_of_its_paper()
    {
        // Li et al. 2018, table 1: R = 81, eta = 3.
        (int, int)[][] paper =
        [
            [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
            [(34, 3), (11, 9), (3, 27), (1, 81)],
            [(15, 9), (5, 27), (1, 81)],
            [(8, 27), (2, 81)],
            [(5, 81)],
        ];
        Assert.Equal(paper, HalvingSearch.Hyperband(Space, epochs: 81).Brackets);
    }

    [Fact]
    public void Halving_promotes_only_the_best_third()
    {
        var search = HalvingSearch.Successive(Space, epochs: 9, trials: 9);
        Assert.Equal([[(9, 1), (3, 3), (1, 9)]], search.Brackets);
        var trials = Play(search, (trial, _) => trial.Number % 7);
        var promoted = trials.Where(trial => trial.Rungs.Count > 1).OrderBy(trial => trial.Rungs[0].Loss);
        Assert.Equal([7, 1, 8], promoted.Select(trial => trial.Number));
        Assert.Equal([1, 3, 9], trials[6].Rungs.Select(rung => rung.Epochs));
        Assert.Equal(9 + 3 + 1, trials.Sum(trial => trial.Rungs.Count));
    }

    [Fact]
    public void Failed_trials_are_never_promoted()
    {
        var trials = Play(HalvingSearch.Hyperband(Space, epochs: 9),
            (trial, _) => trial.Number % 2 == 0 ? double.PositiveInfinity : trial.Number);
        Assert.All(trials.Where(trial => trial.Number % 2 == 0), trial => Assert.Single(trial.Rungs));
        Assert.Contains(trials, trial => trial.Rungs.Count == 3);
    }

    [Fact]
    public void Bayesian_search_finds_a_valley_that_random_search_misses()
    {
        // Over eight seeds, the median distance to the least value after 25 trials.
        double Least(ISearch search) => Play(search, Valley).Min(trial => trial.Rungs[0].Loss!.Value);
        double Median(Func<int, ISearch> search) =>
            Enumerable.Range(0, 8).Select(seed => Least(search(seed))).Order().ElementAt(4);
        double bayes = Median(seed => new BayesianSearch(Space, 5, 25, seed));
        double random = Median(seed => new RandomSearch(Space, 5, 25, seed));
        Assert.True(bayes < random / 3, $"bayes {bayes}, random {random}");
    }

    [Fact]
    public void Bayesian_search_resumes_and_allows_for_failed_and_running_trials()
    {
        double Loss(Trial trial, int epochs) => trial.Number == 4 ? double.PositiveInfinity : Valley(trial, epochs);
        var whole = Play(new BayesianSearch(Space, 5, 12, seed: 3), Loss);
        var first = Play(new BayesianSearch(Space, 5, 12, seed: 3), Loss, most: 7);
        var resumed = Play(new BayesianSearch(Space, 5, 12, seed: 3), Loss, first);
        Assert.Equal(whole.Select(trial => trial.Point), resumed.Select(trial => trial.Point));
        // The next point differs from one that is running.
        var search = new BayesianSearch(Space, 5, 20, seed: 3);
        Open(whole, search.Next(whole)!);
        Assert.NotEqual(whole[^1].Point, search.Next(whole)!.Point);
    }

    // 0 at lr 0.03, momentum 0.7 and adam; larger everywhere else.
    private static double Valley(Trial trial, int epochs)
    {
        double rate = Math.Log10(double.Parse(trial.Values["lr"]) / 0.03);
        double momentum = double.Parse(trial.Values["momentum"]) - 0.7;
        return rate * rate + 4 * momentum * momentum + (trial.Values["optimizer"] == "adam" ? 0 : 0.5);
    }

    private static Trial Open(List<Trial> trials, Job job)
    {
        if (job.Number > trials.Count)
            trials.Add(new Trial
            {
                Number = job.Number,
                Bracket = job.Bracket,
                Point = job.Point,
                Values = Space.Values(job.Point),
            });
        trials[job.Number - 1].Rungs.Add(new Rung(job.Epochs));
        return trials[job.Number - 1];
    }

    private static List<Trial> Play(
        ISearch search, Func<Trial, int, double> loss, List<Trial>? trials = null, int most = int.MaxValue)
    {
        trials ??= [];
        for (int jobs = 0; jobs < most && search.Next(trials) is { } job; jobs++)
        {
            var trial = Open(trials, job);
            trial.Rungs[^1] = trial.Rungs[^1] with { Loss = loss(trial, job.Epochs) };
        }
        return trials;
    }
}
