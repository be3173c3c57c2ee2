using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

/// <summary>list, summary, doctor and help: what they print, for people and for programs.</summary>
public class PrintedTableTests
{
    [Fact]
    public void List_shows_every_model_of_the_zoo()
    {
        var rows = Array("list", "--json");
        Assert.Equal(ZooEntries.Own, rows.Select(row => (string)row!["name"]!));
        Assert.Equal(61_706, (long?)rows.Single(row => (string?)row!["name"] == "lenet")!["parameters"]);
        Assert.Contains("lenet ", Program.Run("list").Output);
        Assert.All(rows, row => Assert.All(
            ["recipe", "published", "ours"], column => Assert.NotNull((string?)row![column])));
        Assert.Contains(rows, row => ((string)row!["ours"]!).StartsWith("accuracy 0.", StringComparison.Ordinal));
    }

    [Fact]
    public void List_shows_which_data_sets_are_here()
    {
        var fashion = Array("list", "--datasets", "--json").Single(row => (string?)row!["name"] == "fashion-mnist")!;
        Assert.True((bool?)fashion["present"]);
        Assert.True(File.Exists((string?)fashion["location"]));
    }

    [Fact]
    public void Summary_prints_layers_with_shapes_and_costs()
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
        var libtorch = findings.Single(finding => (string?)finding!["name"] == "libtorch")!;
        Assert.StartsWith("2.10.0 in ", (string)libtorch["value"]!);
    }

    [Fact]
    public void Help_is_a_verb_and_shows_three_commands_to_begin_with()
    {
        var help = Program.Run("help");
        Assert.Equal(0, help.Code);
        Assert.Contains("modelzoo --model lenet", help.Output);
        Assert.Contains("modelzoo list", help.Output);
        Assert.Contains("modelzoo summary", help.Output);
        Assert.All(Verbs, verb => Assert.Contains($"\n  {(string)verb} ", help.Output));
        Assert.DoesNotContain("bench", help.Output);
    }

    public static TheoryData<string> Verbs =>
    [
        "train", "evaluate", "predict", "generate", "export", "find-lr", "tune", "cross-validate", "report", "compare",
        "reproduce", "list", "topics", "summary", "doctor", "completion",
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_each_verb_has_an_example(string verb)
    {
        var help = Program.Run("help", verb);
        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.Contains($"Example: modelzoo {verb}", help.Output);
    }

    [Fact]
    public void List_and_help_load_no_libtorch()
    {
        // With this variable the system's loader names each library on stderr.
        var named = new Dictionary<string, string> { ["LD_DEBUG"] = "files" };
        bool LoadsLibTorch(string command) => Program.RunWith(named, command.Split(' ')).Error
            .Contains("libtorch_cpu.so", StringComparison.Ordinal);
        foreach (var command in new[] { "list", "list --json", "list --datasets", "help", "reproduce", "topics" })
            Assert.False(LoadsLibTorch(command), command);
        Assert.True(LoadsLibTorch("doctor"));
    }

    [Fact]
    public void List_loads_no_assembly_that_only_a_run_needs()
    {
        using var scratch = new Scratch();
        // The runtime records the assemblies that it loads, with their names in UTF-16.
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
    public void Training_first_prints_where_it_runs_and_at_the_end_what_to_do_next()
    {
        using var scratch = new Scratch();
        var ended = Program.RunIn(
            scratch.Path, "--model", "softmax", "--limit-train", "500", "--limit-test", "100", "--epochs", "1");
        string[] lines = ended.Output.TrimEnd().Split('\n');
        Assert.Equal("softmax (7,850 parameters) on fashion-mnist (500 + 100 examples)", lines[0]);
        Assert.Matches(
            @"^cpu, \d+ threads?.*, libtorch \d+\.\d+\.\d+; 1 epoch, batch 256, sgd 0\.1, seed 0$", lines[1]);
        Assert.Contains(lines, line => line.StartsWith("memory: about ", StringComparison.Ordinal));
        var last = lines[^7..];
        Assert.Matches(@"^best accuracy 0\.\d+ after epoch 1; everything is in runs/", last[1]);
        Assert.Matches(@"^time: .*forward", last[2]);
        Assert.Matches(@"^memory: tensors took .* at most$", last[3]);
        Assert.Matches(@"^report: runs/.*/report.html$", last[4]);
        Assert.Matches(@"^next: modelzoo predict --run runs/.* --input PICTURE$", last[5]);
        Assert.StartsWith("RESULT {", last[6]);
    }

    private static JsonArray Array(params string[] args)
    {
        var ended = Program.Run(args);
        Assert.Equal(0, ended.Code);
        return (JsonArray)JsonNode.Parse(ended.Output)!;
    }
}
