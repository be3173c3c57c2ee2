using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>The page that a run leaves, and the two verbs that make pages, by the real program.</summary>
public class ReportTests
{
    private static readonly string[] Small = ["--model", "softmax", "--limit-train", "500", "--limit-test", "300", "--batch-size", "50", "--epochs", "2"];

    [Fact]
    public void A_run_leaves_a_page_curves_json_lines_and_events_and_two_can_be_compared()
    {
        using var scratch = new Scratch();
        string[] runs = [.. new[] { "0.1", "0.01" }.Select(lr => (string)Program.Run([.. Small, "--lr", lr, "--output", scratch["runs"]]).Result["run"]!)];
        var page = Path.Combine(runs[0], "report.html");
        var first = File.ReadAllText(page);
        foreach (var section in new[] { "Curves", "Confusion matrix", "Worst mistakes", "First-layer weights", "Layers", "Settings", "Where the time went" })
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
    public void A_mistake_is_told_in_a_sentence(string arguments, string expected)
    {
        var ended = Program.Run(arguments.Split(' '));
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, ended.Error);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
    }
}
