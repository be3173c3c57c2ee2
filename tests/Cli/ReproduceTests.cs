
using System.Text.Json.Nodes;
using ModelZoo.Reproduce;
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

    [Fact]
    public void Data_that_is_not_to_be_had_loses_nothing_of_the_others()
    {
        using var server = new UnreliableServer((_, _) => new([], 0, 404));
        var ended = Program.RunWith(server.AsProxy(_folder.Path), "reproduce", "airfoil-adam", "airfoil-yogi", "sine-forecast", "--output", _folder["runs"], "--data-root", _folder["data"]);
        Assert.Equal(1, ended.Code);
        Assert.Contains("modelzoo: airfoil-adam is left out: The data set airfoil needs airfoil_self_noise.dat", ended.Error);
        Assert.Contains("modelzoo: airfoil-yogi is left out, for the same reason", ended.Error);
        Assert.Contains("sine-forecast  train loss", ended.Output);
        Assert.Equal(["airfoil-adam", "airfoil-yogi"], ended.Result["left_out"]!.AsArray().Select(name => (string)name!));
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
