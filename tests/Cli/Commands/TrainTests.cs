using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

/// <summary>What train prints and leaves in the run folder, on Fashion-MNIST.</summary>
public class TrainTests
{
    private static readonly string[] Small =
        ["--limit-train", "1000", "--limit-test", "500", "--batch-size", "50", "--epochs", "2"];

    [Theory]
    [InlineData("softmax", 7_850)]
    [InlineData("mlp", 203_530)]
    [InlineData("lenet", 61_706)]
    public void Training_prints_the_result_in_its_last_line(string model, long parameters)
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["--model", model, .. Small, "--output", scratch.Path]);

        Assert.Equal("", ended.Error);
        Assert.Equal(0, ended.Code);
        var result = ended.Result;
        Assert.Equal(model, (string?)result["model"]);
        Assert.Equal("fashion-mnist", (string?)result["dataset"]);
        Assert.Equal(2, (int?)result["epochs"]);
        Assert.Equal(40, (long?)result["steps"]);
        Assert.Equal(parameters, (long?)result["parameters"]);
        foreach (var name in new[] { "seconds", "train_loss", "train_accuracy", "test_loss", "test_accuracy" })
            Assert.True((double?)result[name] > 0, name);
        Assert.True(Directory.Exists((string?)result["run"]));
    }

    [Fact]
    public void Run_folder_holds_settings_metrics_and_checkpoints()
    {
        using var scratch = new Scratch();
        Assert.Equal(0, Program.Run(["--model", "softmax", .. Small, "--lr", "0.05", "--output", scratch.Path]).Code);

        var folder = Assert.Single(Directory.GetDirectories(scratch.Path));
        Assert.Matches(@"^\d{8}-\d{6}-softmax-fashion-mnist$", Path.GetFileName(folder));
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!["settings"]!;
        Assert.Equal("command line", (string?)settings["lr"]!["origin"]);
        Assert.Equal(0.05, (double?)settings["lr"]!["value"]);
        Assert.Equal("model", (string?)settings["optimizer"]!["origin"]);
        Assert.Equal("default", (string?)settings["seed"]!["origin"]);
        var rows = File.ReadAllLines(Path.Combine(folder, "metrics.csv"));
        Assert.Equal(
            "epoch,step,seconds,lr,train_loss,train_accuracy,test_loss,test_accuracy,examples_per_second", rows[0]);
        Assert.Equal(3, rows.Length);
        Assert.StartsWith("2,40,", rows[2]);
        foreach (var checkpoint in new[] { "last", "best" })
        {
            var files = Directory.GetFiles(Path.Combine(folder, "checkpoints", checkpoint)).Select(Path.GetFileName);
            Assert.Equal(["SHA256SUMS", "checkpoint.json", "model.safetensors", "state.safetensors"],
                files.Order(StringComparer.Ordinal));
        }
        Assert.NotEmpty(File.ReadAllText(Path.Combine(folder, "log.txt")));
    }

    [Fact]
    public void Evaluate_repeats_the_test_results_of_the_last_epoch()
    {
        using var scratch = new Scratch();
        var trained = Program.Run(["--model", "mlp", .. Small, "--output", scratch.Path]).Result;
        var evaluated = Program.Run("evaluate", "--run", (string)trained["run"]!);
        Assert.Equal(0, evaluated.Code);
        Assert.Equal((double?)trained["test_loss"], (double?)evaluated.Result["test_loss"]);
        Assert.Equal((double?)trained["test_accuracy"], (double?)evaluated.Result["test_accuracy"]);
    }

    [Fact]
    public void Same_seed_gives_the_same_bits_and_another_seed_does_not()
    {
        using var scratch = new Scratch();
        string Weights(string seed, string place)
        {
            var result = Program.Run(["--model", "lenet", .. Small, "--seed", seed, "--output", scratch[place]]).Result;
            return Checksums.Of((string)result["run"]!, "model");
        }
        var first = Weights("1", "a");
        Assert.Equal(first, Weights("1", "b"));
        Assert.NotEqual(first, Weights("2", "c"));
    }

    [Fact]
    public void Dry_run_reports_that_everything_fits_and_leaves_no_files()
    {
        using var scratch = new Scratch();
        var ended = Program.RunIn(scratch.Path, "--model", "lenet", "--dry-run");
        Assert.Equal(0, ended.Code);
        Assert.Contains("fits", ended.Output);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
    }

    [Fact]
    public void Run_out_of_time_saves_a_checkpoint_and_prints_how_to_resume()
    {
        using var scratch = new Scratch();
        var ended = Program.Run("--model", "lenet", "--max-time", "2s", "--epochs", "50", "--limit-test", "200",
            "--output", scratch.Path);
        Assert.Equal(0, ended.Code);
        Assert.Contains("--resume", ended.Error);
        Assert.True((long?)ended.Result["steps"] > 0);
    }
}
