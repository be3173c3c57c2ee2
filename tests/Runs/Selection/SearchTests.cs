using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

/// <summary>The methods alone: a function in the place of training.</summary>
public class SearchTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("lr=log:0.001..1,momentum=0..0.9,optimizer=sgd|adam");

    [Fact]
    public void A_grid_has_every_combination_once_and_fills_the_trials_it_is_given()
    {
        var all = Play(new GridSearch(Space, epochs: 5), (_, _) => 0);
        Assert.Equal(3 * 3 * 2, all.Select(trial => string.Join(' ', trial.Values.Values)).Distinct().Count());
        Assert.Equal(all.Count, new GridSearch(Space, 5).Trials);
        Assert.Equal(["0.001", "0.03162", "1"], all.Select(trial => trial.Values["lr"]).Distinct());
        Assert.Equal(4 * 4 * 2, new GridSearch(Space, 5, trials: 40).Trials);
        Assert.Contains("8 points or more", Assert.Throws<RecipeException>(() => new GridSearch(Space, 5, trials: 7)).Message);
    }

    [Fact]
    public void Random_points_are_the_seeds_own_and_cover_each_range()
    {
        var (first, again, other) = (Play(new RandomSearch(Space, 5, 40, seed: 1), (_, _) => 0), Play(new RandomSearch(Space, 5, 40, seed: 1), (_, _) => 0), Play(new RandomSearch(Space, 5, 40, seed: 2), (_, _) => 0));
        Assert.Equal(first.Select(trial => trial.Values["lr"]), again.Select(trial => trial.Values["lr"]));
        Assert.NotEqual(first.Select(trial => trial.Values["lr"]), other.Select(trial => trial.Values["lr"]));
        // The logarithm is honoured: about a third of the rates in each decade.
        foreach (var decade in new[] { 0.001, 0.01, 0.1 })
            Assert.InRange(first.Count(trial => double.Parse(trial.Values["lr"]) >= decade && double.Parse(trial.Values["lr"]) < 10 * decade), 7, 20);
    }

    [Fact]
    public void Hyperbands_brackets_are_the_papers()
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
    public void Halving_trains_the_best_third_on_and_no_other()
    {
        var search = HalvingSearch.Successive(Space, epochs: 9, trials: 9);
        Assert.Equal([[(9, 1), (3, 3), (1, 9)]], search.Brackets);
        var trials = Play(search, (trial, _) => trial.Number % 7);
        Assert.Equal([7, 1, 8], trials.Where(trial => trial.Rungs.Count > 1).OrderBy(trial => trial.Rungs[0].Loss).Select(trial => trial.Number));
        Assert.Equal([1, 3, 9], trials[6].Rungs.Select(rung => rung.Epochs));
        Assert.Equal(9 + 3 + 1, trials.Sum(trial => trial.Rungs.Count));
    }

    [Fact]
    public void What_failed_is_never_promoted()
    {
        var trials = Play(HalvingSearch.Hyperband(Space, epochs: 9), (trial, _) => trial.Number % 2 == 0 ? double.PositiveInfinity : trial.Number);
        Assert.All(trials.Where(trial => trial.Number % 2 == 0), trial => Assert.Single(trial.Rungs));
        Assert.Contains(trials, trial => trial.Rungs.Count == 3);
    }

    [Fact]
    public void Bayesian_search_finds_a_narrow_valley_that_random_search_misses()
    {
        // Over eight seeds, the median distance to the least value after 25 trials.
        double Left(Func<int, ISearch> search) => Enumerable.Range(0, 8).Select(seed => Play(search(seed), Valley).Min(trial => trial.Rungs[0].Loss!.Value)).Order().ElementAt(4);
        var (bayes, random) = (Left(seed => new BayesianSearch(Space, 5, 25, seed)), Left(seed => new RandomSearch(Space, 5, 25, seed)));
        Assert.True(bayes < random / 3, $"bayes {bayes}, random {random}");
    }

    [Fact]
    public void Bayesian_search_goes_on_where_it_was_stopped_and_bears_failures_and_running_trials()
    {
        double Loss(Trial trial, int epochs) => trial.Number == 4 ? double.PositiveInfinity : Valley(trial, epochs);
        var whole = Play(new BayesianSearch(Space, 5, 12, seed: 3), Loss);
        var first = Play(new BayesianSearch(Space, 5, 12, seed: 3), Loss, most: 7);
        var resumed = Play(new BayesianSearch(Space, 5, 12, seed: 3), Loss, first);
        Assert.Equal(whole.Select(trial => trial.Point), resumed.Select(trial => trial.Point));
        // Two that run at a time are not the same one.
        var search = new BayesianSearch(Space, 5, 20, seed: 3);
        Open(whole, search.Next(whole)!);
        Assert.NotEqual(whole[^1].Point, search.Next(whole)!.Point);
    }

    // Least, 0, at lr 0.03, momentum 0.7 and adam.
    private static double Valley(Trial trial, int epochs)
    {
        var (rate, momentum) = (Math.Log10(double.Parse(trial.Values["lr"]) / 0.03), double.Parse(trial.Values["momentum"]) - 0.7);
        return rate * rate + 4 * momentum * momentum + (trial.Values["optimizer"] == "adam" ? 0 : 0.5);
    }

    private static Trial Open(List<Trial> trials, Job job)
    {
        if (job.Number > trials.Count)
            trials.Add(new Trial { Number = job.Number, Bracket = job.Bracket, Point = job.Point, Values = Space.Values(job.Point) });
        trials[job.Number - 1].Rungs.Add(new Rung(job.Epochs));
        return trials[job.Number - 1];
    }

    private static List<Trial> Play(ISearch search, Func<Trial, int, double> loss, List<Trial>? trials = null, int most = int.MaxValue)
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
