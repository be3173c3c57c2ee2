using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

/// <summary>tune, cross-validate and find-lr.</summary>
public class SelectionTests
{
    private static readonly string[] Small =
        ["--model", "softmax", "--limit-train", "500", "--batch-size", "50", "--epochs", "2"];

    [Fact]
    public void Tune_trains_in_parallel_and_prints_the_command_of_the_best()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["tune", .. Small, "--search", "lr=log:0.001..1,optimizer=sgd|adam",
            "--method", "halving", "--trials", "3", "--parallel", "2", "--output", scratch["study"]]);
        Assert.Equal(("", 0), (ended.Error, ended.Code));
        var result = ended.Result;
        Assert.Equal("softmax", (string?)result["model"]);
        Assert.Equal((3, 0), ((int?)result["trials"], (int?)result["failed"]));
        Assert.Null(result["test_accuracy"]);
        var table = Below("trial  ", ended.Output).Take(3)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.Equal($"{result["best_trial"]}", table[0][0]);
        Assert.Equal(table.OrderByDescending(row => double.Parse(row[^2])), table);

        var words = ((string)result["command"]!).Split(' ');
        string[] command = [.. words.SkipWhile(word => !word.StartsWith("--", StringComparison.Ordinal))];
        var threads = $"{Math.Max(1, Environment.ProcessorCount / 2)}";
        var best = Program.Run([.. command, "--threads", threads, "--output", scratch["best"]]).Result;
        Assert.Equal("validation_accuracy", (string?)best["chosen_by"]);
        Assert.Equal((double)result["validation_accuracy"]!, (double)best["validation_accuracy"]!, 2);
        Assert.NotNull(best["test_accuracy"]);

        // A finished study trains nothing more and prints the same result.
        var again = Program.Run("tune", "--resume", (string)result["run"]!);
        Assert.Equal(result.ToJsonString(), again.Result.ToJsonString());
        Assert.DoesNotContain("trial 1/3", again.Output);
    }

    [Fact]
    public void Interrupted_tune_prints_how_to_resume_and_resumes()
    {
        using var scratch = new Scratch();
        var program = Program.Start(["tune", .. Small, "--epochs", "300", "--search", "lr=0.01|0.1",
            "--method", "grid", "--parallel", "2", "--output", scratch.Path]);
        int Checkpoints() => Directory.GetFiles(scratch.Path, "checkpoint.json", SearchOption.AllDirectories).Length;
        while (!program.HasExited && Checkpoints() < 2)
            Thread.Sleep(20);
        program.Signal(2);
        var stopped = program.Wait();
        Assert.Equal(130, stopped.Code);
        var folder = Assert.Single(Directory.GetDirectories(scratch.Path));
        Assert.Contains($"tune --resume {folder}", stopped.Error);
        Assert.DoesNotContain("RESULT", stopped.Output);
        var going = Program.Run("tune", "--resume", folder, "--max-time", "1s", "--parallel", "2");
        Assert.Equal(0, going.Code);
        Assert.Equal(2, JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "trials.json")))!.AsArray().Count);
    }

    [Fact]
    public void Cross_validate_prints_a_row_for_each_fold_and_writes_the_table()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["cross-validate", .. Small, "--folds", "3", "--output", scratch.Path]);
        Assert.Equal(("", 0), (ended.Error, ended.Code));
        var run = (string)ended.Result["run"]!;
        var rows = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "folds.json")))!.AsArray();
        var mean = rows.Average(row => (double)row!["Values"]!["validation_accuracy"]!);
        Assert.Equal((double)ended.Result["validation_accuracy"]!, mean, 12);
        bool IsFold(string line) => !line.StartsWith("mean", StringComparison.Ordinal);
        Assert.Equal(3, Below("fold  ", ended.Output).TakeWhile(IsFold).Count());
        var json = Program.Run("cross-validate", "--resume", run, "--json").Output.Split('\n')[0];
        Assert.Equal([1, 2, 3], JsonNode.Parse(json)!.AsArray().Select(row => (int)row!["fold"]!));
    }

    [Fact]
    public void Find_lr_draws_the_curve_and_suggests_a_rate()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["find-lr", .. Small, "--output", scratch.Path]);
        Assert.Equal(("", 0), (ended.Error, ended.Code));
        Assert.InRange((double)ended.Result["lr"]!, 1e-4, 1);
        Assert.Contains("falling fastest", ended.Output);
        var chart = File.ReadAllText(Path.Combine((string)ended.Result["run"]!, "loss.svg"));
        Assert.StartsWith("<svg", chart.TrimStart());
    }

    [Fact]
    public void Training_prints_the_watched_metric_first()
    {
        using var scratch = new Scratch();
        var without = Program.Run([.. Small, "--patience", "3", "--output", scratch.Path]);
        var with = Program.Run([.. Small, "--validation", "0.1", "--output", scratch.Path]);
        Assert.Contains(
            "watched: test accuracy (best checkpoint, patience); hold out a part with --validation", without.Output);
        Assert.Contains("watched: validation accuracy; the best epoch's weights are tested once", with.Output);
        var (result, tested) = (with.Result, Program.Run("evaluate", "--run", (string)with.Result["run"]!).Result);
        Assert.Equal("validation_accuracy", (string?)result["chosen_by"]);
        Assert.Equal((double?)result["test_accuracy"], (double?)tested["test_accuracy"]);
    }

    private static IEnumerable<string> Below(string heading, string output) => output.Split('\n')
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(1);
}
