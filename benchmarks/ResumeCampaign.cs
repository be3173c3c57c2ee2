using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>Stops the real program in every way at random moments, and looks whether what goes on from there ends with the bits of a run that nothing disturbed.</summary>
internal static class ResumeCampaign
{
    private static readonly (string Name, string[] Options)[] Recipes =
    [
        ("softmax", ["--model", "softmax", "--limit-train", "4000", "--limit-test", "500", "--batch-size", "10", "--epochs", "4"]),
        ("lenet", ["--model", "lenet", "--augment", "crop=2,flip,cutout", "--dropout", "0.2", "--limit-train", "2000", "--limit-test", "200", "--batch-size", "20", "--epochs", "4", "--optimizer", "adam"]),
        ("resnet18", ["--model", "resnet18", "--image-size", "32", "--limit-train", "128", "--limit-test", "32", "--batch-size", "8", "--epochs", "3", "--schedule", "cosine"]),
        ("lstm", ["--model", "lstm", "--limit-train", "8000", "--limit-test", "200", "--epochs", "3", "--batch-size", "8"]),
        ("vae", ["--model", "vae", "--limit-train", "4000", "--limit-test", "200", "--epochs", "3", "--batch-size", "64"]),
    ];

    private static readonly string[] Signals = ["KILL", "TERM", "INT"];

    /// <summary>resume [--stops N] [--models a,b] [--kills N] [--seed N] [--program FILE]</summary>
    internal static int Run(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        var program = Option("--program", Built());
        if (!File.Exists(program))
        {
            Console.Error.WriteLine($"resume: there is no {program}: build the solution first, or say where the program is with --program.");
            return 2;
        }
        int stops = int.Parse(Option("--stops", "20")), kills = int.Parse(Option("--kills", "200"));
        var models = Option("--models", string.Join(',', Recipes.Select(recipe => recipe.Name))).Split(',');
        var random = new Random(int.Parse(Option("--seed", "1")));
        var scratch = Directory.CreateTempSubdirectory("modelzoo-resume-").FullName;
        try
        {
            bool held = true;
            foreach (var (name, options) in Recipes.Where(recipe => models.Contains(recipe.Name)))
                held &= Stops(program, name, options, stops, random, scratch);
            return Kills(program, kills, random, scratch) && held ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static bool Stops(string program, string name, string[] options, int stops, Random random, string scratch)
    {
        string[] recipe = [.. options, "--checkpoint-every", "7", "--quiet"];
        var watch = Stopwatch.StartNew();
        var whole = Folder(Started(program, [.. recipe, "--output", Path.Combine(scratch, name)]));
        var (expected, seconds) = (Sums(whole), Seconds(whole));
        var (same, stopped, again) = (0, 0, 0);
        for (int stop = 0; stop < stops; stop++)
        {
            var output = Path.Combine(scratch, $"{name}-{stop}");
            using var run = Started(program, [.. recipe, "--output", output]);
            var folder = WaitForStart(run, output);
            Thread.Sleep(TimeSpan.FromSeconds(random.NextDouble() * seconds));
            Send(run, Signals[stop % Signals.Length]);
            run.WaitForExit();
            // One that had just ended on its own tells nothing: it goes on from its end, to no steps at all.
            stopped += run.ExitCode == 0 ? 0 : 1;
            // Three in ten are stopped a second time, on their way from the first stop to the end.
            if (stop % 10 < 3)
            {
                using var second = Started(program, ["--resume", folder, "--quiet"]);
                WaitForTraining(second, folder, DateTime.UtcNow);
                Thread.Sleep(TimeSpan.FromSeconds(random.NextDouble() * seconds / 2));
                Send(second, Signals[(stop + 1) % Signals.Length]);
                second.WaitForExit();
                again += second.ExitCode == 0 ? 0 : 1;
            }
            using var resumed = Started(program, ["--resume", folder, "--quiet"]);
            resumed.WaitForExit();
            var got = Sums(folder);
            same += got == expected ? 1 : 0;
            if (got != expected)
                Console.WriteLine($"{name}: stop {stop} by {Signals[stop % Signals.Length]} ended with {got} in place of {expected}");
            Directory.Delete(output, recursive: true);
        }
        Console.WriteLine($"{name,-10} {stops} stops by SIGKILL, SIGTERM and SIGINT in turn, {stopped} of them before the end, {again} of those a second time: {same} of {stops} ended with the sums of the undisturbed run ({seconds:F1} s of training, {watch.Elapsed.TotalSeconds:F0} s in all)");
        Console.WriteLine($"           weights {expected.Weights[..16]}  optimizer and random state {expected.State[..16]}  numbers and metrics {expected.Numbers[..16]}");
        return same == stops;
    }

    // A checkpoint a step, so that most of the time goes into writing them and a kill usually comes in the middle of one.
    private static bool Kills(string program, int kills, Random random, string scratch)
    {
        if (kills == 0)
            return true;
        string[] recipe = ["--model", "mlp", "--optimizer", "adam", "--limit-train", "2000", "--limit-test", "100", "--batch-size", "20", "--epochs", "3", "--checkpoint-every", "1", "--quiet"];
        var expected = Sums(Folder(Started(program, [.. recipe, "--output", Path.Combine(scratch, "kills")])));
        var (done, loaded, before, torn, finished, same) = (0, 0, 0, 0, 0, 0);
        for (int chain = 0; done < kills; chain++)
        {
            var output = Path.Combine(scratch, $"kills-{chain}");
            string? folder = null;
            while (done < kills)
            {
                var begun = DateTime.UtcNow;
                using var run = Started(program, folder is null ? [.. recipe, "--output", output] : ["--resume", folder, "--quiet"]);
                folder ??= WaitForStart(run, output);
                WaitForTraining(run, folder, begun);
                if (run.WaitForExit(TimeSpan.FromSeconds(random.NextDouble() * 0.7)))
                    break;
                Send(run, "KILL");
                run.WaitForExit();
                done++;
                var last = Path.Combine(folder, "checkpoints", "last");
                torn += new[] { ".new", ".old" }.Any(half => Directory.Exists(last + half) && Directory.GetLastWriteTimeUtc(last + half) > begun) ? 1 : 0;
                using var scope = NewDisposeScope();
                try
                {
                    Checkpoint.Load(last, _ => before++);
                    loaded++;
                }
                catch (CheckpointException error)
                {
                    Console.WriteLine($"kill {done}: {error.Message}");
                    break;
                }
            }
            if (done == kills && folder is not null)
                Started(program, "--resume", folder, "--quiet").WaitForExit();
            finished++;
            same += Sums(folder!) == expected ? 1 : 0;
        }
        Console.WriteLine($"kills      {done} kills at random instants, {torn} of them inside the writing of a checkpoint: {loaded} times the newest or the one before loaded ({before} times the one before); {same} of {finished} runs killed so ended with the sums of the undisturbed one");
        return loaded == kills && same == finished;
    }

    private sealed record EndSums(string Weights, string State, string Numbers);

    private static EndSums Sums(string folder)
    {
        var last = Path.Combine(folder, "checkpoints", "last");
        if (!Directory.Exists(last))
            return new("none", "none", "none");
        string Sum(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(last, file))));
        // Times differ from run to run; everything else must not.
        var rows = File.ReadAllLines(Path.Combine(folder, "metrics.csv")).Select(line => line.Split(',')).ToArray();
        var columns = Enumerable.Range(0, rows[0].Length).Where(i => rows[0][i] is not ("seconds" or "examples_per_second"));
        var metrics = string.Join('\n', rows.Select(row => string.Join(',', columns.Select(i => row[i]))));
        var numbers = JsonNode.Parse(File.ReadAllText(Path.Combine(last, "checkpoint.json")))!["numbers"]!.ToJsonString();
        return new(Sum("model.safetensors"), Sum("state.safetensors"), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(numbers + metrics))));
    }

    private static double Seconds(string folder) => double.Parse(File.ReadAllLines(Path.Combine(folder, "metrics.csv"))[^1].Split(',')[2]);

    private static string Folder(Process run)
    {
        using (run)
        {
            run.WaitForExit();
            var output = run.StartInfo.ArgumentList[^1];
            return run.ExitCode == 0 ? Directory.GetDirectories(output).Single() : throw new InvalidOperationException($"The undisturbed run ended with {run.ExitCode}: {run.StandardError.ReadToEnd()}");
        }
    }

    private static string WaitForStart(Process run, string output)
    {
        while (!run.HasExited)
        {
            if (Directory.Exists(output) && Directory.GetDirectories(output) is [var folder] && Directory.Exists(Path.Combine(folder, "checkpoints", "last")))
                return folder;
            Thread.Sleep(5);
        }
        throw new InvalidOperationException($"A run ended before its first checkpoint: {run.StandardError.ReadToEnd()}");
    }

    // The settings are written anew when training begins: only from then on is there something to disturb.
    private static void WaitForTraining(Process run, string folder, DateTime begun)
    {
        while (!run.HasExited && File.GetLastWriteTimeUtc(Path.Combine(folder, "config.json")) < begun)
            Thread.Sleep(5);
    }

    // env, because who is started in the background may have been told to ignore Ctrl-C, and so are its children.
    private static Process Started(string program, params string[] args) =>
        Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program, .. args]) { RedirectStandardError = true, RedirectStandardOutput = true })!;

    private static void Send(Process run, string signal) => Process.Start("sh", ["-c", $"kill -{signal} {run.Id} 2>/dev/null || true"]).WaitForExit();

    private static string Built([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "artifacts", "bin", "ModelZoo", "release", "modelzoo-cli.dll"));
}
