using System.Diagnostics;
using ModelZoo.Training.Checkpoints;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Cli.Exit;

/// <summary>A run that fails prints a sentence and exits with 1, and its last checkpoint stays good.</summary>
public class FailureTests
{
    private static readonly string[] Small = ["--limit-train", "2000", "--limit-test", "200", "--quiet"];

    [Fact]
    public void Diverged_run_names_the_step_the_layer_and_the_examples()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(
            ["--model", "mlp", .. Small, "--lr", "9e5", "--weight-decay", "1", "--epochs", "2",
                "--output", scratch.Path]);
        Assert.Equal(1, ended.Code);
        Assert.Matches(
            @"the run has diverged\..* At step \d+ the output of net\.\d \(Linear\) is the first that is not finite, "
            + @"for the training examples \d+, .*The checkpoint of step 0 is good: --resume", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        Assert.Equal(0, Load(scratch.Path).Trainer.Step);
    }

    [Fact]
    public void Divergence_is_reported_also_when_the_loss_rejects_its_input()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["--model", "vae", .. Small, "--lr", "100", "--epochs", "2", "--output", scratch.Path]);
        Assert.Equal(1, ended.Code);
        Assert.Matches(@"At step \d+ the (output|result) of .* is the first that is not finite", ended.Error);
    }

    [Fact]
    public void Batch_that_does_not_fit_is_refused_and_auto_batch_halves_it()
    {
        using var scratch = new Scratch();
        var tight = new Dictionary<string, string> { ["MODELZOO_MEMORY"] = "240" };
        string[] large =
        [
            "--model", "lenet", "--limit-train", "4096", "--limit-test", "100", "--epochs", "1", "--quiet",
            "--output", scratch.Path,
        ];
        var refused = Program.RunWith(tight, [.. large, "--batch-size", "4096"]);
        Assert.Equal(1, refused.Code);
        Assert.Matches(@"^modelzoo: A batch of 4096 does not fit in memory: about \d+ MiB of 240 MiB for tensors: .*; "
            + @"give --batch-size 2048 --accumulate 2, which makes the same updates, or --auto-batch\.\n$",
            refused.Error);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));

        var halved = Program.RunWith(tight, [.. large, "--batch-size", "4096", "--auto-batch"]);
        Assert.Equal(0, halved.Code);
        Assert.Contains("using batches of 2048, and more of them for each update", halved.Error);
        Assert.Equal(1, (long?)halved.Result["steps"]);
        // The same bits as a run with these numbers from the start.
        var told = Program.RunWith(tight, [.. large, "--batch-size", "2048", "--accumulate", "2"]);
        Assert.Equal(0, told.Code);
        Assert.Equal((double?)told.Result["train_loss"], (double?)halved.Result["train_loss"]);
        Assert.Equal((double?)told.Result["test_loss"], (double?)halved.Result["test_loss"]);
    }

    [Fact]
    public void Full_disk_is_reported_and_leaves_the_last_checkpoint()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["disk"]);
        bool isMounted = OperatingSystem.IsLinux()
            && Run("mount", "-t", "tmpfs", "-o", "size=3m", "none", scratch["disk"]) == 0;
        Assert.SkipUnless(isMounted, "Only root can mount a small disk.");
        try
        {
            // Adam's averages make the second checkpoint three times as large as the first.
            var ended = Program.Run(
                ["--model", "mlp", .. Small, "--optimizer", "adam", "--epochs", "2", "--output", scratch["disk"]]);
            Assert.Equal(1, ended.Code);
            Assert.Contains("No space left on device", ended.Error);
            Assert.Contains("The checkpoint of step 0 is good: --resume", ended.Error);
            Assert.Equal(0, Load(scratch["disk"]).Trainer.Step);
        }
        finally
        {
            Run("umount", scratch["disk"]);
        }
    }

    [Fact]
    public void Output_folder_that_disappears_is_not_created_again()
    {
        using var scratch = new Scratch();
        var program = Program.Start(["--model", "softmax", .. Small, "--batch-size", "2", "--epochs", "500",
            "--checkpoint-every", "10", "--output", scratch["runs"]]);
        bool HasCheckpoint() => Directory.Exists(scratch["runs"])
            && Directory.GetDirectories(scratch["runs"]) is [var run]
            && File.Exists(Path.Combine(run, "checkpoints", "last", "checkpoint.json"));
        while (!program.HasExited && !HasCheckpoint())
            Thread.Sleep(20);
        Directory.Move(scratch["runs"], scratch["moved"]);
        var ended = program.Wait();
        Assert.Equal(1, ended.Code);
        Assert.Contains(scratch["runs"], ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        Assert.False(Directory.Exists(scratch["runs"]));
        _ = Load(scratch["moved"]);
    }

    [Fact]
    public void Best_epochs_and_newest_timed_checkpoints_are_kept()
    {
        using var scratch = new Scratch();
        var ended = Program.Run(["--model", "softmax", .. Small, "--batch-size", "10", "--epochs", "5",
            "--keep-best", "2", "--checkpoint-time", "0.005s", "--keep", "3", "--output", scratch.Path]);
        Assert.Equal(0, ended.Code);
        var run = (string)ended.Result["run"]!;
        var rows = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        int column = Array.IndexOf(rows[0].Split(','), "test_accuracy");
        var best = rows[1..].Select(row => row.Split(',')).OrderByDescending(row => double.Parse(row[column])).Take(2)
            .Select(row => $"epoch-{int.Parse(row[0]):D4}").Order();
        var checkpoints = Path.Combine(run, "checkpoints");
        Assert.Equal(best, Directory.GetDirectories(checkpoints, "epoch-*").Select(Path.GetFileName).Order());
        Assert.Equal(3, Directory.GetDirectories(checkpoints, "step-*").Length);
    }

    [Theory]
    [InlineData("fp16", "--precision fp16 is for CUDA devices")]
    [InlineData("tf32", "--precision tf32 is for CUDA devices")]
    public void Precision_that_the_device_lacks_is_a_usage_error(string precision, string expected)
    {
        var ended = Program.Run("--model", "softmax", "--precision", precision, "--device", "cpu");
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, ended.Error);
    }

    private static Checkpoint Load(string output)
    {
        using var scope = NewDisposeScope();
        return Checkpoint.Load(Path.Combine(Directory.GetDirectories(output).Single(), "checkpoints", "last"));
    }

    private static int Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
