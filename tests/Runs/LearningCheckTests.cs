using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using Xunit;

namespace ModelZoo.Tests.Runs;

/// <summary>Issue 22, A 9: a run that learned nothing says so, with what helps.</summary>
public class LearningCheckTests
{
    private static string? Advice(string model, params (string Name, string Value)[] given)
    {
        using var scratch = new Scratch();
        var settings = ModelSettings.For(Zoo.Find(model));
        (string, string)[] small = [("limit-train", "600"), ("limit-test", "200"), ("epochs", "2"), ("device", "cpu")];
        foreach (var (name, value) in small.Concat(given))
            settings.Set(name, value, "test");
        using var run = RunBuilder.Build(settings);
        run.Train(scratch.Path, default);
        Assert.Equal(run.LearnedNothing is not null,
            File.ReadAllText(Path.Combine(run.Folder.FullPath, "log.txt")).Contains("learned nothing"));
        return run.LearnedNothing;
    }

    [Fact]
    public void Classifier_at_chance_level_says_so_and_names_remedies()
    {
        var advice = Advice("lenet");
        Assert.StartsWith("lenet has learned nothing: its loss of 2.", advice);
        Assert.Contains("which the same answer to every example gives. Its accuracy is 0.", advice);
        Assert.EndsWith("Try --optimizer adam --lr 0.003, --epochs 8, or another rate "
            + "(`find-lr --model lenet` suggests one).", advice);
    }

    [Theory]
    [InlineData("softmax")]
    [InlineData("linear-regression")]
    [InlineData("perceptron")]
    [InlineData("autoencoder")]
    public void Run_that_learns_says_nothing(string model) => Assert.Null(Advice(model));

    [Fact]
    public void Regression_that_is_no_better_than_the_mean_is_told_its_own_rate() =>
        Assert.EndsWith("or --lr 0.03 (its own rate with sgd).", Advice("linear-regression", ("lr", "1e-6")));

    [Fact]
    public void Language_model_that_knows_only_how_frequent_tokens_are_says_so() =>
        Assert.Contains("learned nothing",
            Advice("rnn", ("limit-train", "3000"), ("limit-test", "2000"), ("lr", "1e-4")));

    [Fact]
    public void Loss_that_never_falls_says_so() =>
        Assert.Contains("its loss never fell", Advice("autoencoder", ("optimizer", "sgd"), ("lr", "1e-30")));
}
