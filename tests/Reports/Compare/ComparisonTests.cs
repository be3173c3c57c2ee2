using ModelZoo.Reports;
using ModelZoo.Reports.Compare;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Reports.Compare;

public class ComparisonTests
{
    [Fact]
    public void Runs_are_grouped_over_seeds_and_the_verdict_names_the_better_group()
    {
        using var scratch = new Scratch();
        var comparison = new Comparison(SampleRuns.TwoRatesOfThreeSeeds(scratch));
        Assert.Equal(["lr 0.1", "lr 0.5"], comparison.Groups.Select(group => group.Name));
        Assert.All(comparison.Groups, group => Assert.Equal(3, group.Runs.Count));
        Assert.Equal(["lr", "seed"], comparison.Differing.Order());
        var verdict = Assert.Single(comparison.Verdicts());
        Assert.StartsWith(
            "lr 0.5 has a better test accuracy than lr 0.1: "
            + "79.00 % ± 0.10 % (3 seeds) against 74.00 % ± 0.10 % (3 seeds). The difference is far more than noise",
            verdict);
    }

    [Fact]
    public void Single_runs_cannot_show_a_difference()
    {
        using var scratch = new Scratch();
        string[] runs =
        [
            SampleRuns.Make(scratch["a"]).FullPath,
            SampleRuns.Make(scratch["b"], lr: "0.5", shift: 0.1).FullPath,
        ];
        Assert.Contains("One run each cannot show", Assert.Single(new Comparison(runs).Verdicts()));
    }

    [Theory]
    [InlineData("lenet", "mnist", "0", "the data set differs (fashion-mnist, mnist)")]
    [InlineData("lenet", "fashion-mnist", "100", "the test part differs (the whole, the first 100)")]
    public void Runs_that_were_measured_otherwise_are_shown_without_a_verdict(
        string model, string dataset, string limit, string expected)
    {
        using var scratch = new Scratch();
        var comparison = new Comparison(
        [
            SampleRuns.Make(scratch["a"]).FullPath,
            SampleRuns.Make(scratch["b"], shift: 0.1, model: model, dataset: dataset, limit: limit).FullPath,
        ]);
        Assert.False(comparison.IsComparable);
        Assert.Equal($"Not compared, because {expected}.", Assert.Single(comparison.Verdicts()));
        ComparePage.Write(scratch["page.html"], comparison);
        Assert.DoesNotContain("of the best", File.ReadAllText(scratch["page.html"]));
    }

    [Fact]
    public void Loss_of_a_classifier_is_not_compared_with_that_of_an_autoencoder()
    {
        using var scratch = new Scratch();
        string Without(string model)
        {
            var folder = SampleRuns.Make(scratch[model], model: model).FullPath;
            var metrics = Path.Combine(folder, "metrics.csv");
            File.WriteAllText(metrics, File.ReadAllText(metrics).Replace("accuracy", "kl", StringComparison.Ordinal));
            return folder;
        }
        Assert.Equal("Not compared, because the task differs (Classification, Variational).",
            Assert.Single(new Comparison([Without("lenet"), Without("vae")]).Verdicts()));
    }

    [Fact]
    public void Copied_run_of_the_same_seed_counts_once()
    {
        using var scratch = new Scratch();
        string[] runs = [SampleRuns.Make(scratch["a"]).FullPath, SampleRuns.Make(scratch["b"]).FullPath];
        var comparison = new Comparison(runs);
        Assert.Equal("74.00 % (one run)", Comparison.MeanAndSpread(comparison.Groups[0]));
        Assert.Contains(comparison.Verdicts(), verdict => verdict.EndsWith("so the two count as one run."));
    }

    [Fact]
    public void Comparison_rejects_folders_that_cannot_be_compared()
    {
        using var scratch = new Scratch();
        var one = SampleRuns.Make(scratch["a"]).FullPath;
        var empty = SampleRuns.Make(scratch["b"], epochs: 0).FullPath;
        static string Message(params string[] folders) =>
            Assert.Throws<RecipeException>(() => new Comparison(folders)).Message;
        Assert.Contains("at least two runs", Message(one));
        Assert.Contains("more than once", Message(one, one + "/"));
        Assert.Contains("no finished epoch", Message(one, empty));
        Assert.Contains("is not the folder of a run", Message(one, scratch.Path));
    }

    [Fact]
    public void Damaged_metrics_are_rejected_with_the_file()
    {
        using var scratch = new Scratch();
        var run = SampleRuns.Make(scratch.Path).FullPath;
        File.WriteAllText(Path.Combine(run, "metrics.csv"), "epoch,step\n1,many\n");
        Assert.Contains("metrics.csv is damaged", Assert.Throws<RecipeException>(() => RunRecord.Read(run)).Message);
    }
}
