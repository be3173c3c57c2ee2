using ModelZoo.Cli;
using ModelZoo.Cli.Commands;
using ModelZoo.Cli.Exit;
using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Topics;
using ModelZoo.Runs.Recipes;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

public class TopicsTests
{
    public static TheoryData<string> Commands => [.. Topic.All.Select(topic => topic.Command).Distinct()];

    [Fact]
    public void Ideas_are_listed_once_and_each_is_in_a_book()
    {
        Assert.Equal(Topic.All.Select(topic => topic.Idea).Distinct(), Topic.All.Select(topic => topic.Idea));
        Assert.All(Topic.All, topic => Assert.NotEmpty(topic.Chapters));
        Assert.All(Topic.All.SelectMany(topic => topic.Chapters), chapter =>
            Assert.Matches(@"^\d+(\.\d+)*(, \d+(\.\d+)*)*$", chapter.Section));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_of_an_idea_names_what_exists(string command)
    {
        var words = TopicsCommand.Short(command, "runs/short").ToArray();
        Assert.Null(Mistake.In(CommandLine.Root().Parse(words)));
        if (words[0] == "reproduce")
            Assert.NotEmpty(Experiments.Find([words[1]]));
        string[] settings = ["model", "optimizer", "schedule", "dataset"];
        foreach (var (option, value) in words.Zip(words.Skip(1)))
            if (option.StartsWith("--", StringComparison.Ordinal) && settings.Contains(option[2..]))
                Setting.Find(option[2..]).Parse(value);
    }

    [Fact]
    public void Every_figure_without_published_numbers_has_a_row() =>
        Assert.All(Experiments.All.Where(row => row.IsDerived),
            row => Assert.Contains(Topic.All, topic => topic.Command.Split(' ').Contains(row.Name)));

    [Fact]
    public void Docs_list_every_idea()
    {
        var path = Path.Combine(Repository.Root, "docs", "textbooks.md");
        if (!File.Exists(path) || File.ReadAllText(path) != TopicsPage.Text())
        {
            File.WriteAllText(path, TopicsPage.Text());
            Assert.Fail("docs/textbooks.md was out of date and has been written anew: commit it.");
        }
    }
}
