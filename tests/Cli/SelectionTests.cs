
using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>The verbs that train for a choice, by the real program.</summary>
public class SelectionTests
{
    private static readonly string[] Small = ["--model", "softmax", "--limit-train", "500", "--batch-size", "50", "--epochs", "2"];

    [Fact]
    public void Tune_trains_several_at_a_time_and_its_command_trains_the_best()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["tune", .. Small, "--search", "lr=log:0.001..1,optimizer=sgd|adam", "--method", "halving", "--trials", "3", "--parallel", "2", "--output", scratch["study"]]);
        Assert.Equal(("", 0), (ended.Error, ended.Code));
        var result = ended.Result;
        Assert.Equal(("softmax", 3, 0), ((string?)result["model"], (int?)result["trials"], (int?)result["failed"]));
        Assert.Null(result["test_accuracy"]);
        var table = ended.Output.Split('\n').SkipWhile(line => !line.StartsWith("trial  ", StringComparison.Ordinal)).Skip(1).Take(3).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.Equal($"{result["best_trial"]}", table[0][0]);
        Assert.Equal(table.OrderByDescending(row => double.Parse(row[^2])), table);

        var command = ((string)result["command"]!).Split(' ')[2..];
        var best = Program.Run([.. command, "--threads", $"{Math.Max(1, Environment.ProcessorCount / 2)}", "--output", scratch["best"]]).Result;
        Assert.Equal("validation_accuracy", (string?)best["chosen_by"]);
        Assert.Equal((double)result["validation_accuracy"]!, (double)best["validation_accuracy"]!, 2);
        Assert.NotNull(best["test_accuracy"]);

        // Done is done: going on trains nothing, and says the same again.
        var again = Program.Run("tune", "--resume", (string)result["run"]!);
        Assert.Equal(result.ToJsonString(), again.Result.ToJsonString());
        Assert.DoesNotContain("trial 1/3", again.Output);
    }

    [Fact]
    public void Tune_that_is_interrupted_says_how_to_go_on_and_does()
    {
        using var scratch = new Scratch();
        var program = Program.Start(["tune", .. Small, "--epochs", "300", "--search", "lr=0.01|0.1", "--method", "grid", "--parallel", "2", "--output", scratch.Path]);
        while (!program.HasExited && Directory.GetFiles(scratch.Path, "checkpoint.json", SearchOption.AllDirectories).Length < 2)
            Thread.Sleep(20);
        program.Signal(2);
        var stopped = program.Wait();
        Assert.Equal(130, stopped.Code);
        var folder = Assert.Single(Directory.GetDirectories(scratch.Path));
        Assert.Contains($"tune --resume {folder}", stopped.Error);
        Assert.DoesNotContain("RESULT", stopped.Output);
        var going = Program.Run("tune", "--resume", folder, "--max-time", "1s", "--parallel", "2");
        Assert.Equal(0, going.Code);
        Assert.Equal(2, ((JsonArray)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "trials.json")))!).Count);
    }

    [Fact]
    public void Cross_validate_prints_a_row_a_fold_and_leaves_the_table()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["cross-validate", .. Small, "--folds", "3", "--output", scratch.Path]);
        Assert.Equal(("", 0), (ended.Error, ended.Code));
        var rows = (JsonArray)JsonNode.Parse(File.ReadAllText(Path.Combine((string)ended.Result["run"]!, "folds.json")))!;
        Assert.Equal((double)ended.Result["validation_accuracy"]!, rows.Average(row => (double)row!["Values"]!["validation_accuracy"]!), 12);
        Assert.Equal(3, ended.Output.Split('\n').SkipWhile(line => !line.StartsWith("fold  ", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("mean", StringComparison.Ordinal)).Count());
        var json = Program.Run("cross-validate", "--resume", (string)ended.Result["run"]!, "--json");
        Assert.Equal([1, 2, 3], ((JsonArray)JsonNode.Parse(json.Output.Split('\n')[0])!).Select(row => (int)row!["fold"]!));
    }

    [Fact]
    public void Find_lr_draws_the_curve_and_names_a_rate()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["find-lr", .. Small, "--output", scratch.Path]);
        Assert.Equal(("", 0), (ended.Error, ended.Code));
        Assert.InRange((double)ended.Result["lr"]!, 1e-4, 1);
        Assert.Contains("falling fastest", ended.Output);
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine((string)ended.Result["run"]!, "loss.svg")).TrimStart());
    }

    [Fact]
    public void A_run_says_on_its_first_lines_what_it_is_watched_by()
    {
        using var scratch = new Scratch();
        var (without, with) = (Program.Run([.. Small, "--patience", "3", "--output", scratch.Path]), Program.Run([.. Small, "--validation", "0.1", "--output", scratch.Path]));
        Assert.Contains("watched: test accuracy, for the best checkpoint, patience; --validation 0.1 would hold out", without.Output);
        Assert.Contains("watched: validation accuracy; the best epoch's weights are tested once", with.Output);
        var (result, tested) = (with.Result, Program.Run("evaluate", "--run", (string)with.Result["run"]!).Result);
        Assert.Equal("validation_accuracy", (string?)result["chosen_by"]);
        Assert.Equal((double?)result["test_accuracy"], (double?)tested["test_accuracy"]);
    }
}
