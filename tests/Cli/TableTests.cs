
using System.Text;
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
        Assert.Equal(ZooEntries.Own, rows.Select(row => (string)row!["name"]!));
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
        Assert.Contains(findings, finding => (string?)finding!["name"] == "libtorch" && ((string)finding!["value"]!).StartsWith("2.10.0 in ", StringComparison.Ordinal));
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

    public static TheoryData<string> Verbs => ["train", "evaluate", "predict", "generate", "export", "find-lr", "tune", "cross-validate", "report", "compare",
        "reproduce", "list", "summary", "doctor", "completion"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_help_of_a_verb_has_an_example_of_it(string verb)
    {
        var help = Program.Run("help", verb);
        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.Contains($"Example: modelzoo {verb}", help.Output);
    }

    [Fact]
    public void List_and_help_load_no_libtorch()
    {
        // The system's loader names each library that it loads on stderr.
        var named = new Dictionary<string, string> { ["LD_DEBUG"] = "files" };
        bool LoadsLibTorch(params string[] command) => Program.RunWith(named, command).Error.Contains("libtorch_cpu.so", StringComparison.Ordinal);
        foreach (var command in new string[][] { ["list"], ["list", "--json"], ["list", "--datasets"], ["help"], ["reproduce"] })
            Assert.False(LoadsLibTorch(command), string.Join(' ', command));
        Assert.True(LoadsLibTorch("doctor"));
    }

    [Fact]
    public void List_loads_nothing_that_only_a_run_needs()
    {
        using var scratch = new Scratch();
        // The runtime's own record of the assemblies that it loads; names are UTF-16.
        var recorded = new Dictionary<string, string>
        {
            ["DOTNET_EnableEventPipe"] = "1",
            ["DOTNET_EventPipeOutputPath"] = scratch["loads.nettrace"],
            ["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:8:4",
        };
        Assert.Equal(0, Program.RunWith(recorded, "list").Code);
        var bytes = File.ReadAllBytes(scratch["loads.nettrace"]);
        bool Loaded(string assembly) => bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(assembly + ", Version")) >= 0;
        Assert.True(Loaded("System.CommandLine"));
        Assert.False(Loaded("Google.Protobuf"));
    }

    [Fact]
    public void A_run_says_where_it_runs_first_and_what_next_last()
    {
        using var scratch = new Scratch();
        string[] lines = Program.RunIn(scratch.Path, "--model", "softmax", "--limit-train", "500", "--limit-test", "100", "--epochs", "1").Output.TrimEnd().Split('\n');
        Assert.Equal("softmax (7,850 parameters) on fashion-mnist (500 + 100 examples)", lines[0]);
        Assert.Matches(@"^cpu, \d+ threads?.*, libtorch \d+\.\d+\.\d+; 1 epochs?, batch 256, sgd 0\.1, seed 0$", lines[1]);
        Assert.Contains(lines, line => line.StartsWith("memory: about ", StringComparison.Ordinal));
        var last = lines[^6..];
        Assert.Matches(@"^best accuracy 0\.\d+ after epoch 1; everything is in runs/", last[1]);
        Assert.Matches(@"^time: .*forward", last[2]);
        Assert.Matches(@"^memory: tensors took .* at most$", last[3]);
        Assert.Matches(@"^next: dotnet run evaluate --run runs/", last[4]);
        Assert.StartsWith("RESULT {", last[5]);
    }

    private static JsonArray Array(params string[] args)
    {
        var ended = Program.Run(args);
        Assert.Equal(0, ended.Code);
        return (JsonArray)JsonNode.Parse(ended.Output)!;
    }
}
