using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// resume: stops the real program in every way at random moments, resumes it, and checks that it ends with the same
/// bits as a run that was never stopped.
/// </summary>
internal sealed class ResumeCampaign(string program, Random random, string scratch)
{
    private static readonly (string Name, string Options)[] Recipes =
    [
        ("softmax", "--model softmax --limit-train 4000 --limit-test 500 --batch-size 10 --epochs 4"),
        ("lenet", "--model lenet --augment crop=2,flip,cutout --dropout 0.2 --limit-train 2000 --limit-test 200 "
            + "--batch-size 20 --epochs 4 --optimizer adam"),
        ("resnet18", "--model resnet18 --image-size 32 --limit-train 128 --limit-test 32 --batch-size 8 --epochs 3 "
            + "--schedule cosine"),
        ("lstm", "--model lstm --limit-train 8000 --limit-test 200 --epochs 3 --batch-size 8"),
        ("vae", "--model vae --limit-train 4000 --limit-test 200 --epochs 3 --batch-size 64"),
    ];

    // Writes a checkpoint a step, so that a kill usually comes while one is being written.
    private const string KilledRecipe = "--model mlp --optimizer adam --limit-train 2000 --limit-test 100 "
        + "--batch-size 20 --epochs 3 --checkpoint-every 1 --quiet";

    private static readonly string[] Signals = ["KILL", "TERM", "INT"];

    internal static Command Verb()
    {
        var stops = new Option<int>("--stops") { Description = "of each model", DefaultValueFactory = _ => 20 };
        var kills = new Option<int>("--kills") { Description = "in chains of one run", DefaultValueFactory = _ => 200 };
        var models = new Option<string>("--models")
        {
            HelpName = "A,B",
            DefaultValueFactory = _ => string.Join(',', Recipes.Select(recipe => recipe.Name)),
        };
        var seed = new Option<int>("--seed") { Description = "of the moments", DefaultValueFactory = _ => 1 };
        var program = new Option<string>("--program")
        {
            Description = "the command line to stop",
            DefaultValueFactory = _ => Path.Combine(
                Places.Repository(), "artifacts", "bin", "ModelZoo", "release", "modelzoo-cli.dll"),
        };
        var verb = new Command("resume", "Stops runs at random moments; exit code 1 if one resumes to other bits")
        {
            stops, kills, models, seed, program,
        };
        verb.SetAction(parsed => Run(parsed.GetValue(program)!, parsed.GetValue(models)!.Split(','),
            parsed.GetValue(stops), parsed.GetValue(kills), new Random(parsed.GetValue(seed))));
        return verb;
    }

    private static int Run(string program, string[] models, int stops, int kills, Random random)
    {
        if (!File.Exists(program))
            throw new RecipeException($"There is no {program}: build the solution first, or give --program.");
        var scratch = Directory.CreateTempSubdirectory("modelzoo-resume-").FullName;
        try
        {
            var campaign = new ResumeCampaign(program, random, scratch);
            bool held = true;
            foreach (var (name, options) in Recipes.Where(recipe => models.Contains(recipe.Name)))
                held &= campaign.Stop(name, $"{options} --checkpoint-every 7 --quiet".Split(' '), stops);
            return (kills == 0 || campaign.Kill(kills)) && held ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private bool Stop(string name, string[] recipe, int stops)
    {
        var watch = Stopwatch.StartNew();
        var undisturbed = WholeRun(recipe, Path.Combine(scratch, name));
        var (expected, seconds) = (Sums(undisturbed), Seconds(undisturbed));
        var (same, stopped, again) = (0, 0, 0);
        for (int stop = 0; stop < stops; stop++)
        {
            var signal = Signals[stop % Signals.Length];
            var output = Path.Combine(scratch, $"{name}-{stop}");
            using var run = Start([.. recipe, "--output", output]);
            var folder = WaitForStart(run, output);
            SignalWithin(run, seconds, signal);
            // A run that had just ended by itself tests nothing: it resumes from its end, and makes no steps.
            stopped += run.ExitCode == 0 ? 0 : 1;
            // Three in ten are stopped a second time, between the first stop and the end.
            if (stop % 10 < 3)
            {
                using var second = Start("--resume", folder, "--quiet");
                WaitForTraining(second, folder, DateTime.UtcNow);
                SignalWithin(second, seconds / 2, Signals[(stop + 1) % Signals.Length]);
                again += second.ExitCode == 0 ? 0 : 1;
            }
            using var resumed = Start("--resume", folder, "--quiet");
            resumed.WaitForExit();
            var got = Sums(folder);
            same += got == expected ? 1 : 0;
            if (got != expected)
                Console.WriteLine($"{name}: stop {stop} by {signal} ended with {got} instead of {expected}");
            Directory.Delete(output, recursive: true);
        }
        Console.WriteLine($"{name,-10} {stops} stops by SIGKILL, SIGTERM and SIGINT in turn, {stopped} before the end, "
            + $"{again} of those a second time: {same} of {stops} ended with the sums of the undisturbed run "
            + $"({seconds:F1} s of training, {watch.Elapsed.TotalSeconds:F0} s in all)");
        Console.WriteLine($"{"",-10} weights {expected.Weights[..16]}, "
            + $"optimizer and random state {expected.State[..16]}, numbers and metrics {expected.Numbers[..16]}");
        return same == stops;
    }

    private bool Kill(int kills)
    {
        string[] recipe = KilledRecipe.Split(' ');
        var expected = Sums(WholeRun(recipe, Path.Combine(scratch, "kills")));
        var (done, loaded, previous, torn, finished, same) = (0, 0, 0, 0, 0, 0);
        for (int chain = 0; done < kills; chain++)
        {
            var output = Path.Combine(scratch, $"kills-{chain}");
            string? folder = null;
            while (done < kills)
            {
                var begun = DateTime.UtcNow;
                string[] goOn = ["--resume", folder ?? "", "--quiet"];
                using var run = Start(folder is null ? [.. recipe, "--output", output] : goOn);
                folder ??= WaitForStart(run, output);
                WaitForTraining(run, folder, begun);
                if (run.WaitForExit(TimeSpan.FromSeconds(random.NextDouble() * 0.7)))
                    break;
                Send(run, "KILL");
                done++;
                var last = Path.Combine(folder, "checkpoints", "last");
                torn += IsNewer(last + ".new", begun) || IsNewer(last + ".old", begun) ? 1 : 0;
                using var scope = NewDisposeScope();
                try
                {
                    Checkpoint.Load(last, _ => previous++);
                    loaded++;
                }
                catch (CheckpointException error)
                {
                    Console.WriteLine($"kill {done}: {error.Message}");
                    break;
                }
            }
            if (done == kills && folder is not null)
                Start("--resume", folder, "--quiet").WaitForExit();
            finished++;
            same += Sums(folder!) == expected ? 1 : 0;
        }
        Console.WriteLine($"kills      {done} kills at random moments, {torn} of them while a checkpoint was written: "
            + $"{loaded} times a checkpoint loaded ({previous} times the one before the last); "
            + $"{same} of {finished} runs killed so ended with the sums of the undisturbed one");
        return loaded == kills && same == finished;
    }

    private static bool IsNewer(string folder, DateTime time) =>
        Directory.Exists(folder) && Directory.GetLastWriteTimeUtc(folder) > time;

    private void SignalWithin(Process run, double seconds, string signal)
    {
        Thread.Sleep(TimeSpan.FromSeconds(random.NextDouble() * seconds));
        Send(run, signal);
    }

    private sealed record EndSums(string Weights, string State, string Numbers);

    private static EndSums Sums(string folder)
    {
        var last = Path.Combine(folder, "checkpoints", "last");
        if (!Directory.Exists(last))
            return new("none", "none", "none");
        string Sum(string file) => Hash(File.ReadAllBytes(Path.Combine(last, file)));
        // Times differ from run to run; everything else must not.
        var rows = File.ReadAllLines(Path.Combine(folder, "metrics.csv")).Select(line => line.Split(',')).ToArray();
        var columns = Enumerable.Range(0, rows[0].Length)
            .Where(i => rows[0][i] is not ("seconds" or "examples_per_second"));
        var metrics = string.Join('\n', rows.Select(row => string.Join(',', columns.Select(i => row[i]))));
        var checkpoint = JsonNode.Parse(File.ReadAllText(Path.Combine(last, "checkpoint.json")))!;
        var numbers = checkpoint["numbers"]!.ToJsonString() + metrics;
        return new(Sum("model.safetensors"), Sum("state.safetensors"), Hash(Encoding.UTF8.GetBytes(numbers)));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static double Seconds(string folder) =>
        double.Parse(File.ReadAllLines(Path.Combine(folder, "metrics.csv"))[^1].Split(',')[2]);

    // Trains without a stop and returns the run's folder.
    private string WholeRun(string[] recipe, string output)
    {
        using var run = Start([.. recipe, "--output", output]);
        run.WaitForExit();
        return run.ExitCode == 0
            ? Directory.GetDirectories(output).Single()
            : throw new InvalidOperationException(
                $"The undisturbed run ended with {run.ExitCode}: {run.StandardError.ReadToEnd()}");
    }

    private static string WaitForStart(Process run, string output)
    {
        while (!run.HasExited)
        {
            if (Directory.Exists(output) && Directory.GetDirectories(output) is [var folder]
                && Directory.Exists(Path.Combine(folder, "checkpoints", "last")))
                return folder;
            Thread.Sleep(5);
        }
        throw new InvalidOperationException(
            $"A run ended before its first checkpoint: {run.StandardError.ReadToEnd()}");
    }

    // config.json is written again when training begins; before that there is nothing to disturb.
    private static void WaitForTraining(Process run, string folder, DateTime begun)
    {
        while (!run.HasExited && File.GetLastWriteTimeUtc(Path.Combine(folder, "config.json")) < begun)
            Thread.Sleep(5);
    }

    // A shell that starts this in the background makes its children ignore Ctrl-C; env undoes that.
    private Process Start(params string[] args) =>
        Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program, .. args])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;

    private static void Send(Process run, string signal)
    {
        Process.Start("sh", ["-c", $"kill -{signal} {run.Id} 2>/dev/null || true"]).WaitForExit();
        run.WaitForExit();
    }
}
