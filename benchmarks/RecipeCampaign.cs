using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// Every model's default recipe, through the program as a user starts it: a row a model in ModelZoo/Results/recipes.tsv, which `list` shows as
/// ours, and in the tables of README.md and docs/models.md. With --estimate nothing is written: a few steps tell what the whole would take.
/// </summary>
internal static class RecipeCampaign
{
    private const int Limit = 300;
    private static readonly string[] Watched = ["test_accuracy", "test_perplexity", "test_loss"];

    internal static int Run(string[] args)
    {
        if (args.Contains("--pages"))
        {
            RecipeTables.Write(Root());
            return 0;
        }
        var models = Array.IndexOf(args, "--models") is >= 0 and var at ? args[at + 1].Split(',') : [.. Zoo.Names];
        if (args.Contains("--estimate"))
        {
            foreach (var model in models)
                Estimate(Zoo.Find(model));
            return 0;
        }
        int slow = 0, failed = 0;
        foreach (var model in models)
        {
            try
            {
                var (row, seconds) = Train(model);
                Write(model, row);
                slow += seconds > Limit ? 1 : 0;
                Console.WriteLine(row);
            }
            catch (InvalidOperationException error)
            {
                failed++;
                Console.WriteLine(error.Message);
            }
        }
        Console.WriteLine($"{slow} of {models.Length} took longer than {Limit} s, {failed} failed.");
        return slow + failed == 0 ? 0 : 1;
    }

    private static (string Row, double Seconds) Train(string model)
    {
        var folder = Directory.CreateTempSubdirectory("modelzoo-recipes-");
        try
        {
            var start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll"), "--model", model, "--output", folder.FullName, "--quiet"]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var busy = TimeSpan.Zero;
            while (!process.WaitForExit(1000))
                busy = process.TotalProcessorTime;
            var last = output.Result.TrimEnd().Split('\n')[^1];
            if (process.ExitCode != 0 || !last.StartsWith("RESULT ", StringComparison.Ordinal))
                throw new InvalidOperationException($"{model} ended with {process.ExitCode}: see above.");
            // Alone it would take no longer than either: beside other programs the wall's time is too long, on two cores that of the processors.
            var seconds = Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, busy.TotalSeconds + 1);
            var result = JsonNode.Parse(last["RESULT ".Length..])!;
            var metric = Watched.First(name => result[name] is not null);
            return (string.Create(CultureInfo.InvariantCulture, $"{model}\t{result["dataset"]}\t{metric["test_".Length..]}\t{(double)result[metric]!:G4}\t{seconds:F0}\t{Environment.ProcessorCount}"), seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A row for a model stays until it is run again; the order is the zoo's.
    private static void Write(string model, string row)
    {
        var path = RecipeTables.Results(Root());
        var lines = File.ReadAllLines(path);
        string[] rows = [.. lines.Skip(1).Where(line => line.Split('\t')[0] != model).Append(row).OrderBy(line => Zoo.Names.ToList().IndexOf(line.Split('\t')[0]))];
        File.WriteAllLines(path, [lines[0], .. rows]);
        RecipeTables.Write(Root());
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..");

    // By the time of the processors, not of the wall: other work beside it does not count. Two cores share it, never quite by half.
    private static void Estimate(Entry entry)
    {
        const int few = 2, more = 8, many = 300;
        const double sharing = 1.6, small = 0.05;
        double before = Seconds(entry, few, out var updates), per = (Seconds(entry, more, out _) - before) / (more - few);
        if (per < small)
            per = (Seconds(entry, many, out _) - Seconds(entry, few, out _)) / (many - few);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.Name}\t{per * 1000:F0} ms of processor time a step\t{updates} steps\tabout {per * updates / sharing:F0} s on two quiet cores"));
    }

    private static double Seconds(Entry entry, int steps, out long updates)
    {
        var folder = Directory.CreateTempSubdirectory("modelzoo-recipes-");
        try
        {
            var settings = ModelSettings.For(entry).Set("steps", $"{steps}", "estimate").Set("limit-test", "128", "estimate");
            using var scope = NewDisposeScope();
            using var run = new Run(settings);
            updates = (run.Data.Train.Count + settings.Recipe.BatchSize - 1) / settings.Recipe.BatchSize * settings.Recipe.Epochs;
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            run.Train(folder.FullName, default);
            return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
