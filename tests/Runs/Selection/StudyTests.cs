using ModelZoo.Runs;
using ModelZoo.Runs.Selection;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

public class StudyTests
{
    [Theory]
    [InlineData("grid", 9)]
    [InlineData("random", 6)]
    [InlineData("bayes", 6)]
    [InlineData("halving", 6)]
    [InlineData("hyperband", 5)]
    public void Every_method_finds_the_best_trial_without_the_test_data(string method, int trials)
    {
        using var scratch = new Scratch();
        var study = Study.Create(scratch.Path, Plan(method, method is "hyperband" ? null : trials));
        var told = new List<int>();
        var runner = TrialRunners.Here(null, warning => Assert.Fail(warning));
        study.Run(runner, ended: (trial, _) => told.Add(trial.Number), stop: TestContext.Current.CancellationToken);

        Assert.True(study.IsDone);
        Assert.Equal(trials, study.Trials.Count);
        Assert.Equal(study.Trials.Sum(trial => trial.Rungs.Count), told.Count);
        Assert.Equal(study.Trials.Min(trial => trial.Furthest!.Loss), study.Best!.Furthest!.Loss);
        foreach (var file in Directory.GetFiles(study.Folder, "metrics.csv", SearchOption.AllDirectories))
            Assert.All(File.ReadLines(file).Skip(1), line => Assert.Equal("NaN", line.Split(',')[5]));
        Assert.Equal(1 + told.Count, File.ReadAllLines(Path.Combine(study.Folder, "trials.csv")).Length);
        var command = study.Plan.Command(study.Best.Values);
        Assert.Contains($"--lr {study.Best.Values["lr"]}", command);
        Assert.Contains("--validation 0.2", command);
    }

    [Fact]
    public void Promoted_trial_has_the_bits_of_one_trained_in_one_go()
    {
        using var scratch = new Scratch();
        var study = Study.Create(scratch.Path, Plan("halving", 4, ("schedule", "cosine"), ("epochs", "4")));
        study.Run(TrialRunners.Here(null, _ => { }), stop: TestContext.Current.CancellationToken);
        var promoted = study.Trials.Single(trial => trial.Rungs.Count > 1);
        Assert.Equal([1, 4], promoted.Rungs.Select(rung => rung.Epochs));
        using var run = RunBuilder.Build(study.Plan.For(promoted.Values));
        run.Train(scratch["alone"], TestContext.Current.CancellationToken);
        var folder = Path.Combine(study.Folder, $"trial-{promoted.Number:D3}");
        Assert.Equal(Checksums.Of(run.Folder.FullPath, "model"), Checksums.Of(folder, "model"));
        Assert.Equal(run.Result!.Validation["loss"], promoted.Furthest!.Loss);
    }

    [Theory]
    [InlineData("bayes")]
    [InlineData("halving")]
    public void Stopped_study_resumes_to_the_same_table(string method)
    {
        using var scratch = new Scratch();
        var whole = Study.Create(scratch["whole"], Plan(method, 6));
        whole.Run(TrialRunners.Here(null, _ => { }), stop: TestContext.Current.CancellationToken);

        var stopped = Study.Create(scratch["stopped"], Plan(method, 6));
        using var stop = new CancellationTokenSource();
        void StopAtThird(Trial trial, Rung rung)
        {
            if (trial.Number == 3)
                stop.Cancel();
        }
        stopped.Run(TrialRunners.Here(null, _ => { }), ended: StopAtThird, stop: stop.Token);
        Assert.False(stopped.IsDone);
        var resumed = Study.Open(stopped.Folder);
        Assert.Equal(3, resumed.Trials.Count);
        resumed.Run(TrialRunners.Here(null, _ => { }), stop: TestContext.Current.CancellationToken);
        Assert.True(resumed.IsDone);
        static IEnumerable<(int, string, double?)> Table(Study study) =>
            study.Ranked.Select(trial => (trial.Number, trial.Values["lr"], trial.Furthest!.Loss));
        Assert.Equal(Table(whole), Table(resumed));
    }

    [Fact]
    public void Killed_trial_is_trained_first_after_resume()
    {
        using var scratch = new Scratch();
        var study = Study.Create(scratch.Path, Plan("random", 3));
        // A kill leaves a trial that has begun and has no result.
        Assert.Throws<IOException>(() =>
            study.Run((_, _, _, _) => throw new IOException("killed"), stop: TestContext.Current.CancellationToken));
        var resumed = Study.Open(study.Folder);
        var order = new List<int>();
        resumed.Run((folder, _, epochs, _) => new Rung(epochs) { Loss = 1 },
            ended: (trial, _) => order.Add(trial.Number), stop: TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], order);
        Assert.All(resumed.Trials, trial => Assert.Single(trial.Rungs));
    }

    [Fact]
    public void Parallel_trials_are_all_trained_once_and_failures_are_kept()
    {
        using var scratch = new Scratch();
        var study = Study.Create(scratch.Path, Plan("random", 12));
        int running = 0, most = 0;
        using var four = new ManualResetEventSlim();
        study.Run((folder, settings, epochs, stop) =>
        {
            // The first three wait for the fourth, however slow the machine is.
            lock (study)
                if ((most = Math.Max(most, ++running)) == 4)
                    four.Set();
            Assert.True(four.Wait(TimeSpan.FromMinutes(1), stop));
            lock (study)
                running--;
            double rate = settings.Recipe.LearningRate;
            return rate > 0.1 ? TrialRunners.Failed(epochs, "it blew up") : new Rung(epochs) { Loss = rate };
        }, parallel: 4, stop: TestContext.Current.CancellationToken);
        Assert.Equal(4, most);
        Assert.Equal(Enumerable.Range(1, 12), study.Trials.Select(trial => trial.Number));
        double[] rates = [.. study.Trials.Select(trial => double.Parse(trial.Values["lr"]))];
        var failed = study.Trials.Where(trial => trial.Furthest!.Failure == "it blew up");
        Assert.Equal(rates.Count(rate => rate > 0.1), failed.Count());
        Assert.Equal(rates.Min(), double.Parse(study.Best!.Values["lr"]));
        Assert.Equal(double.PositiveInfinity, Study.Open(study.Folder).Ranked.Last().Furthest!.Loss);
    }

    [Fact]
    public void Diverged_trial_is_kept_with_its_reason()
    {
        using var scratch = new Scratch();
        var study = Study.Create(scratch.Path, StudyPlan.Of(SmallRuns.Settings(), "lr=0.03|1000", "grid", null, 3));
        study.Run(TrialRunners.Here(null, _ => { }), stop: TestContext.Current.CancellationToken);
        Assert.Equal("0.03", study.Best!.Values["lr"]);
        Assert.Contains("diverged", study.Trials[1].Furthest!.Failure);
    }

    [Fact]
    public void Searched_optimizer_brings_its_own_rate()
    {
        var plan = StudyPlan.Of(SmallRuns.Settings().Set("lr", "0.03", "model"), "optimizer=sgd|adam", "grid", null, 3);
        var values = new Dictionary<string, string> { ["optimizer"] = "adam" };
        Assert.Equal(0.001, plan.For(values).Recipe.LearningRate);
    }

    [Theory]
    [InlineData("grid", 2, "--trials 2 does not suffice")]
    [InlineData("hyperband", 5, "--trials does not go with --method hyperband")]
    [InlineData("anneal", 5, "There is no search method 'anneal'")]
    [InlineData("random", 0, "--trials takes a whole number of at least 1")]
    public void Plans_that_a_method_cannot_carry_out_are_rejected(string method, int trials, string expected)
    {
        using var scratch = new Scratch();
        var plan = StudyPlan.Of(SmallRuns.Settings(), "lr=0.1..1,batch-size=20|50", method, trials, 3);
        var error = Assert.ThrowsAny<ArgumentException>(() => Study.Create(scratch.Path, plan));
        Assert.Contains(expected, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
    }

    private static StudyPlan Plan(string method, int? trials, params (string, string)[] given) =>
        StudyPlan.Of(SmallRuns.Settings([("epochs", "3"), .. given]), "lr=log:0.0003..0.3", method, trials, 3);
}
