using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

/// <summary>The page of a run, and the verbs report and compare.</summary>
public class ReportTests
{
    private static readonly string[] Small =
        ["--model", "softmax", "--limit-train", "500", "--limit-test", "300", "--batch-size", "50", "--epochs", "2"];

    [Fact]
    public void Run_leaves_a_page_curves_and_events_and_can_be_compared_with_another()
    {
        using var scratch = new Scratch();
        string Train(string lr) =>
            (string)Program.Run([.. Small, "--lr", lr, "--output", scratch["runs"]]).Result["run"]!;
        string[] runs = [Train("0.1"), Train("0.01")];
        var page = Path.Combine(runs[0], "report.html");
        var first = File.ReadAllText(page);
        string[] sections =
        [
            "Curves", "Confusion matrix", "Worst mistakes", "First-layer weights", "Layers", "Settings",
            "Where the time went",
        ];
        foreach (var section in sections)
            Assert.Contains($"<h2>{section}</h2>", first);
        Assert.True(File.Exists(Path.Combine(runs[0], "curves", "accuracy.png")));
        Assert.Equal(2, File.ReadAllLines(Path.Combine(runs[0], "metrics.jsonl")).Length);
        Assert.Single(Directory.GetFiles(runs[0], "events.out.tfevents.*"));

        File.Delete(page);
        var again = Program.Run("report", "--run", runs[0]);
        Assert.Equal((0, page), (again.Code, again.Output.TrimEnd()));
        Assert.Equal(first, File.ReadAllText(page));

        var compared = Program.Run("compare", runs[0], runs[1], "--output", scratch["compare.html"]);
        Assert.Equal((0, ""), (compared.Code, compared.Error));
        Assert.Contains("lr 0.1", compared.Output);
        Assert.Contains("One run each cannot show", compared.Output);
        Assert.Contains("Is the difference more than noise?", File.ReadAllText(scratch["compare.html"]));
    }

    [Theory]
    [InlineData("report", "--run")]
    [InlineData("report --run /nowhere", "is not the folder of a run")]
    [InlineData("compare", "compare")]
    [InlineData("compare /nowhere /elsewhere", "/nowhere is not the folder of a run")]
    public void Mistake_is_reported_in_one_sentence(string arguments, string expected)
    {
        var ended = Program.Run(arguments.Split(' '));
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, ended.Error);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
    }
}
