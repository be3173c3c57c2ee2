using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// recipes: trains every model with its default recipe, by the program as a user starts it. Writes a row for each model
/// to ModelZoo/Results/recipes.tsv, which `list` shows as ours, and the table of docs/models.md.
/// </summary>
internal static class RecipeCampaign
{
    private const int LimitSeconds = 300;
    private static readonly string[] Metrics = ["test_accuracy", "test_perplexity", "test_loss"];

    internal static Command Verb()
    {
        var models = new Option<string?>("--models") { Description = "all if left out", HelpName = "A,B" };
        var estimate = new Option<bool>("--estimate") { Description = "only a few steps: how long would it take?" };
        var pages = new Option<bool>("--pages") { Description = "train nothing, only write the tables again" };
        var verb = new Command("recipes", "Trains all models by their default recipes; exit code 1 if one is slow")
        {
            models, estimate, pages,
        };
        verb.SetAction(parsed =>
        {
            string[] chosen = parsed.GetValue(models)?.Split(',') ?? [.. Zoo.Names];
            if (parsed.GetValue(pages))
                RecipeTables.Write();
            else if (parsed.GetValue(estimate))
                foreach (var model in chosen)
                    Estimate(Zoo.Find(model));
            else
                return TrainAll(chosen);
            return 0;
        });
        return verb;
    }

    private static int TrainAll(string[] models)
    {
        int slow = 0, failed = 0;
        foreach (var model in models)
        {
            try
            {
                var (row, seconds) = Train(model);
                Keep(model, row);
                slow += seconds > LimitSeconds ? 1 : 0;
                Console.WriteLine(row);
            }
            catch (InvalidOperationException error)
            {
                failed++;
                Console.WriteLine(error.Message);
            }
        }
        Console.WriteLine($"{slow} of {models.Length} took longer than {LimitSeconds} s, {failed} failed.");
        return slow + failed == 0 ? 0 : 1;
    }

    private static (string Row, double Seconds) Train(string model)
    {
        var folder = Directory.CreateTempSubdirectory("modelzoo-recipes-");
        try
        {
            var watch = Stopwatch.StartNew();
            string[] command = [Places.Program, "--model", model, "--output", folder.FullName, "--quiet"];
            var start = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var processorTime = TimeSpan.Zero;
            while (!process.WaitForExit(1000))
                processorTime = process.TotalProcessorTime;
            var last = output.Result.TrimEnd().Split('\n')[^1];
            if (process.ExitCode != 0 || !last.StartsWith("RESULT ", StringComparison.Ordinal))
                throw new InvalidOperationException($"{model} ended with {process.ExitCode}: see above.");
            // Beside other programs the wall clock says too much, and on two cores the processor time does. Alone, the
            // run would take no longer than either.
            var seconds = Math.Min(watch.Elapsed.TotalSeconds, processorTime.TotalSeconds + 1);
            var result = JsonNode.Parse(last["RESULT ".Length..])!;
            var metric = Metrics.First(name => result[name] is not null);
            string[] row =
            [
                model, $"{result["dataset"]}", metric["test_".Length..], $"{(double)result[metric]!:G4}",
                $"{seconds:F0}", $"{Environment.ProcessorCount}",
            ];
            return (string.Join('\t', row), seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A model's row stays until the model is run again. The order is the zoo's.
    private static void Keep(string model, string row)
    {
        static string Model(string line) => line.Split('\t')[0];
        var order = Zoo.Names.ToList();
        var lines = File.ReadAllLines(RecipeTables.Results);
        var rows = lines.Skip(1).Where(line => Model(line) != model).Append(row)
            .OrderBy(line => order.IndexOf(Model(line)));
        File.WriteAllLines(RecipeTables.Results, [lines[0], .. rows]);
        RecipeTables.Write();
    }

    // By processor time, so that other programs do not count. Two cores share the work, never quite by half.
    private static void Estimate(Entry entry)
    {
        const int few = 2, more = 8, many = 300;
        const double sharing = 1.6, small = 0.05;
        double before = Seconds(entry, few, out var updates);
        double perStep = (Seconds(entry, more, out _) - before) / (more - few);
        if (perStep < small)
            perStep = (Seconds(entry, many, out _) - Seconds(entry, few, out _)) / (many - few);
        Console.WriteLine($"{entry.Name}\t{perStep * 1000:F0} ms of processor time a step\t{updates} steps\t"
            + $"about {perStep * updates / sharing:F0} s on two quiet cores");
    }

    private static double Seconds(Entry entry, int steps, out long updates)
    {
        var folder = Directory.CreateTempSubdirectory("modelzoo-recipes-");
        try
        {
            var settings = ModelSettings.For(entry)
                .Set(r => r.Steps, steps, "estimate").Set(r => r.LimitTest, 128, "estimate");
            using var scope = NewDisposeScope();
            using var run = RunBuilder.Build(settings);
            var recipe = settings.Recipe;
            updates = (run.Data.Train.Count + recipe.BatchSize - 1) / recipe.BatchSize * recipe.Epochs;
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
