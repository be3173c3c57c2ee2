using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli.Exit;

/// <summary>A run that was stopped in any way resumes to the same bits as one that was never stopped.</summary>
public sealed class InterruptTests(InterruptTests.WholeRun whole) : IClassFixture<InterruptTests.WholeRun>
{
    private static readonly string[] Recipe =
    [
        "--model", "lenet", "--limit-train", "1000", "--limit-test", "200", "--batch-size", "20", "--epochs", "3",
        "--checkpoint-every", "10",
    ];

    public sealed class WholeRun : IDisposable
    {
        private readonly Scratch _scratch = new();

        public WholeRun() => Result = Program.Run([.. Recipe, "--output", _scratch["whole"]]).Result;

        public JsonObject Result { get; }

        public void Dispose() => _scratch.Dispose();
    }

    private static bool HangUpIsIgnored
    {
        get
        {
            var line = File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            return (Convert.ToInt32(line.TrimEnd()[^1..], 16) & 1) == 1;
        }
    }

    [Theory]
    [InlineData(1, 129)]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    [InlineData(9, 137)]
    public void Stopped_run_resumes_to_the_same_bits(int signal, int code)
    {
        Assert.SkipWhen(signal == 1 && HangUpIsIgnored, "nohup started these tests: their children ignore SIGHUP too.");
        using var scratch = new Scratch();
        var program = Program.Start([.. Recipe, "--output", scratch["stopped"]]);
        var folder = WaitForCheckpoint(program, scratch["stopped"]);
        program.Signal(signal);
        var stopped = program.Wait();
        Assert.Equal(code, stopped.Code);
        if (signal != 9)
            Assert.Contains("--resume", stopped.Error);

        var resumed = Program.Run("--resume", folder);
        Assert.Equal(0, resumed.Code);
        var run = (string)whole.Result["run"]!;
        Assert.Equal(Checksums.Of(run, "model"), Checksums.Of(folder, "model"));
        Assert.Equal(Checksums.Of(run, "state"), Checksums.Of(folder, "state"));
        foreach (var name in new[] { "train_loss", "train_accuracy", "test_loss", "test_accuracy", "steps" })
            Assert.Equal(whole.Result[name]!.ToJsonString(), resumed.Result[name]!.ToJsonString());
    }

    // oneDNN moves its stack into the heap while it multiplies, where a signal handler overwrote other data: one Ctrl-C
    // in five crashed the run.
    [Theory]
    [InlineData("mlp", "3200")]
    [InlineData("dilated", "96")]
    public void Signals_do_not_disturb_matrix_products_and_convolutions(string model, string examples)
    {
        const int sigCont = 18;
        using var scratch = new Scratch();
        string[] recipe =
        [
            "--model", model, "--dataset", "glyphs", "--limit-train", examples, "--limit-test", "50",
            "--batch-size", "32", "--epochs", "2",
        ];
        var alone = Program.Run([.. recipe, "--output", scratch["alone"]]).Result;
        var program = Program.Start([.. recipe, "--output", scratch["beset"]]);
        using var sender = program.SignalOnAndOn(sigCont);
        var beset = program.Wait();
        sender.WaitForExit();
        Assert.Equal(0, beset.Code);
        Assert.Equal(alone["train_loss"]!.ToJsonString(), beset.Result["train_loss"]!.ToJsonString());
    }

    [Fact]
    public void Second_process_is_refused_while_a_run_is_trained()
    {
        using var scratch = new Scratch();
        var program = Program.Start([.. Recipe, "--epochs", "500", "--output", scratch.Path]);
        var folder = WaitForCheckpoint(program, scratch.Path);
        var second = Program.Run("--resume", folder);
        Assert.Equal(2, second.Code);
        Assert.Equal($"modelzoo: The run in {folder} is being trained by another process: "
            + "wait until that has ended, or stop it.\n", second.Error);
        program.Signal(15);
        Assert.Equal(143, program.Wait().Code);
        Assert.Equal(0, Program.Run("--resume", folder, "--max-time", "1s").Code);
        Assert.False(File.Exists(Path.Combine(folder, "running")));
    }

    [Fact]
    public void Epochs_can_be_raised_when_a_run_resumes()
    {
        using var scratch = new Scratch();
        var one = Program.Run([.. Recipe, "--epochs", "1", "--output", scratch["one"]]).Result;
        var raised = Program.Run("--resume", (string)one["run"]!, "--epochs", "2");
        Assert.Equal(0, raised.Code);
        Assert.Equal(2, (int?)raised.Result["epochs"]);
    }

    // The first checkpoint is of step 0. The file is missing for a moment while the next checkpoint replaces it.
    private static long Step(string path)
    {
        try
        {
            return (long)JsonNode.Parse(File.ReadAllText(path))!["trainer"]!["Step"]!;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string WaitForCheckpoint(Program program, string output)
    {
        for (int waited = 0; waited < 60_000 && !program.HasExited; waited += 20)
        {
            if (Directory.Exists(output) && Directory.GetDirectories(output) is [var folder]
                && Step(Path.Combine(folder, "checkpoints", "last", "checkpoint.json")) > 0)
                return folder;
            Thread.Sleep(20);
        }
        Assert.Fail("The program wrote no checkpoint while it ran.");
        return "";
    }
}
