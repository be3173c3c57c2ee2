using System.Text.Json.Nodes;
using ModelZoo.Reproduce;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

public sealed class ReproduceTests : IDisposable
{
    private readonly Scratch _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reproduce_lists_all_experiments_without_a_name()
    {
        var ended = Program.Run("reproduce", "--json");
        Assert.Equal(0, ended.Code);
        var names = JsonNode.Parse(ended.Output)!.AsArray().Select(row => (string)row!["name"]!);
        Assert.Equal(Experiments.All.Select(row => row.Name), names);
    }

    [Fact]
    public void Finished_experiment_is_compared_and_not_run_again()
    {
        string[] args =
            ["reproduce", "weight-decay-scratch-3", "--seeds", "2", "--output", _folder["runs"], "--threads", "1"];
        var kept = _folder["runs/weight-decay-scratch-3/seed-1/result.json"];
        var ended = Program.Run(args);
        Assert.Equal(0, ended.Code);
        Assert.Contains("weight-decay-scratch-3  norm", ended.Output);
        Assert.Equal(2, (int?)ended.Result["seeds"]);
        Assert.Equal(2, (int?)ended.Result["values"]);
        Assert.True(File.Exists((string?)ended.Result["report"]));
        var written = File.GetLastWriteTimeUtc(kept);
        Assert.Equal(0, Program.Run(args).Code);
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public void Experiment_without_data_is_left_out_and_the_others_run()
    {
        using var server = new UnreliableServer((_, _) => new([], 0, 404));
        var ended = Program.RunWith(server.AsProxy(_folder.Path),
            "reproduce", "airfoil-adam", "airfoil-yogi", "sine-forecast",
            "--output", _folder["runs"], "--data-root", _folder["data"]);
        Assert.Equal(1, ended.Code);
        Assert.Contains(
            "modelzoo: airfoil-adam is left out: The data set airfoil needs airfoil_self_noise.dat", ended.Error);
        Assert.Contains("modelzoo: airfoil-yogi is left out, for the same reason", ended.Error);
        Assert.Contains("sine-forecast  train loss", ended.Output);
        var leftOut = ended.Result["left_out"]!.AsArray().Select(name => (string)name!);
        Assert.Equal(["airfoil-adam", "airfoil-yogi"], leftOut);
    }

    [Theory]
    [InlineData("airfoil-yogy", "airfoil-yogi")]
    [InlineData("lenet --seeds 0", "--seeds")]
    public void Mistake_is_reported_with_what_to_do(string words, string expected)
    {
        var ended = Program.Run(["reproduce", .. words.Split(' '), "--output", _folder.Path]);
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, ended.Error);
        Assert.Equal("", ended.Output);
    }
}
