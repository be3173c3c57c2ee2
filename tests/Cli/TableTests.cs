using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>What the verbs that only look print, for people and for programs.</summary>
public class TableTests
{
    [Fact]
    public void List_shows_every_model_of_the_zoo()
    {
        var rows = Array("list", "--json");
        Assert.Equal(Zoo.Names.Where(name => name != "mine"), rows.Select(row => (string)row!["name"]!));
        Assert.Equal(61_706, (long?)rows.Single(row => (string?)row!["name"] == "lenet")!["parameters"]);
        Assert.Contains("lenet ", Program.Run("list").Output);
        Assert.All(rows, row => Assert.All(["recipe", "published", "ours"], column => Assert.NotNull((string?)row![column])));
        Assert.Contains(rows, row => ((string)row!["ours"]!).StartsWith("accuracy 0.", StringComparison.Ordinal));
    }

    [Fact]
    public void List_shows_which_data_are_here()
    {
        var fashion = Array("list", "--datasets", "--json").Single(row => (string?)row!["name"] == "fashion-mnist")!;
        Assert.True((bool?)fashion["present"]);
        Assert.True(File.Exists((string?)fashion["location"]));
    }

    [Fact]
    public void Summary_prints_layers_as_the_textbook_does()
    {
        var rows = Array("summary", "--model", "lenet", "--json");
        Assert.Equal(61_706, (long?)rows[0]!["parameters"]);
        Assert.Equal(416_520, (long?)rows[0]!["macs"]);
        Assert.Contains("1 x 6 x 28 x 28", Program.Run("summary", "--model", "lenet").Output);
    }

    [Fact]
    public void Doctor_names_the_libtorch_in_use()
    {
        var findings = Array("doctor", "--json");
        Assert.Contains(findings, finding => (string?)finding!["name"] == "libtorch" && ((string)finding!["value"]!).StartsWith(TorchSharp.torch.__version__, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_is_a_word_too_and_shows_the_first_three_commands()
    {
        var help = Program.Run("help");
        Assert.Equal(0, help.Code);
        Assert.Contains("modelzoo --model lenet", help.Output);
        Assert.Contains("modelzoo list", help.Output);
        Assert.Contains("modelzoo summary", help.Output);
    }

    private static JsonArray Array(params string[] args)
    {
        var ended = Program.Run(args);
        Assert.Equal(0, ended.Code);
        return (JsonArray)JsonNode.Parse(ended.Output)!;
    }
}
