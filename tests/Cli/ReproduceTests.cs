using System.Text.Json.Nodes;
using ModelZoo.Training.Reproduce;
using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>reproduce, as a reader of the books uses it.</summary>
public sealed class ReproduceTests : IDisposable
{
    private readonly Scratch _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_name_it_lists_all()
    {
        var ended = Program.Run("reproduce", "--json");
        Assert.Equal(0, ended.Code);
        Assert.Equal(Experiments.All.Select(row => row.Name), JsonNode.Parse(ended.Output)!.AsArray().Select(row => (string)row!["name"]!));
    }

    [Fact]
    public void It_runs_compares_and_does_not_run_again()
    {
        string[] args = ["reproduce", "weight-decay-scratch-3", "--seeds", "2", "--output", _folder["runs"], "--threads", "1"];
        var ended = Program.Run(args);
        Assert.Equal(0, ended.Code);
        Assert.Contains("weight-decay-scratch-3  norm", ended.Output);
        Assert.Equal(2, (int?)ended.Result["seeds"]);
        Assert.Equal(2, (int?)ended.Result["values"]);
        Assert.True(File.Exists((string?)ended.Result["report"]));
        var made = File.GetLastWriteTimeUtc(_folder["runs/weight-decay-scratch-3/seed-1/result.json"]);
        Assert.Equal(0, Program.Run(args).Code);
        Assert.Equal(made, File.GetLastWriteTimeUtc(_folder["runs/weight-decay-scratch-3/seed-1/result.json"]));
    }

    [Theory]
    [InlineData("airfoil-yogy", "airfoil-yogi")]
    [InlineData("lenet --seeds 0", "--seeds")]
    public void A_mistake_is_told_with_what_to_do(string words, string said)
    {
        var ended = Program.Run(["reproduce", .. words.Split(' '), "--output", _folder.Path]);
        Assert.Equal(2, ended.Code);
        Assert.Contains(said, ended.Error);
        Assert.Equal("", ended.Output);
    }
}
