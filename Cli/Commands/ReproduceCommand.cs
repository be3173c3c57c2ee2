
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Datasets.Files;
using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Pages;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>reproduce: published experiments, run here, and the published numbers beside ours.</summary>
internal static class ReproduceCommand
{
    internal static Command Verb()
    {
        var names = new Argument<string[]>("name") { Description = $"experiments, or a group of them: {string.Join(", ", Experiments.Groups.Select(group => group.Name))}; the list if left out, or with --write-docs what is finished", Arity = ArgumentArity.ZeroOrMore };
        var seeds = new Option<int>("--seeds") { Description = "how often each is run, with other random numbers", HelpName = "N", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--output", "-o") { Description = "where runs are kept, and found again", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("runs", "reproduce") };
        var epochs = new Option<int?>("--epochs") { Description = "stop after so many, and compare there", HelpName = "N" };
        var threads = new Option<int>("--threads") { Description = "of one operator (0: the physical cores)", HelpName = "N" };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N", DefaultValueFactory = _ => "auto" };
        var precision = new Option<string>("--precision") { Description = $"{string.Join(", ", Precisions.Names)}: of networks of the zoo", DefaultValueFactory = _ => "fp32" };
        precision.AcceptOnlyFromAmong(Precisions.Names);
        var docs = new Option<string?>("--write-docs") { Description = "add the results to those kept there, and write its RESULTS.md and pictures anew (docs if no folder is said)", HelpName = "FOLDER", Arity = ArgumentArity.ZeroOrOne };
        var json = Shared.Json();
        var root = Shared.DataRoot();
        var verb = new Command("reproduce", "Run published experiments and compare. Example: modelzoo reproduce quick") { names, seeds, output, epochs, threads, device, precision, docs, root, json };
        verb.SetAction(parsed =>
        {
            var given = parsed.GetValue(names) ?? [];
            var place = parsed.GetResult(docs) is null ? null : parsed.GetValue(docs) ?? "docs";
            if (given.Length == 0 && place is null)
            {
                List(parsed.GetValue(json));
                return ExitCode.Done;
            }
            if (parsed.GetValue(seeds) < 1 || parsed.GetValue(epochs) < 1 || parsed.GetValue(threads) < 0)
                throw new RecipeException("--seeds and --epochs take whole numbers of at least 1, --threads one of at least 0.");
            // With nothing to run, what is finished goes into the docs.
            var (chosen, runs) = given.Length == 0 ? (Experiments.All, 0) : (Experiments.Find(given), parsed.GetValue(seeds));
            bool quiet = parsed.GetValue(json);
            var campaign = new Campaign(parsed.GetValue(output)!, new Conditions
            {
                DataRoot = parsed.GetValue(root),
                Threads = parsed.GetValue(threads),
                Device = parsed.GetValue(device)!,
                Precision = parsed.GetValue(precision)!,
                Epochs = parsed.GetValue(epochs),
                Warn = Shared.Warn,
            });
            return Run(campaign, chosen, runs, parsed.GetValue(output)!, place, quiet);
        });
        return verb;
    }

    private static int Run(Campaign campaign, IReadOnlyList<Experiment> chosen, int seeds, string output, string? docs, bool json)
    {
        using var signals = new Signals();
        var watch = Stopwatch.StartNew();
        if (Make(campaign, chosen, seeds, signals.Stop) is not { } leftOut)
            return signals.Code;
        chosen = [.. chosen.Where(experiment => !leftOut.Contains(experiment.Name))];
        int code = leftOut.Count > 0 ? ExitCode.Failed : ExitCode.Done;
        if (chosen.Count == 0)
            return code;
        var rows = chosen.SelectMany(experiment => Comparing.Rows(experiment, campaign.Finished(experiment))).ToArray();
        var page = Path.Combine(Path.GetFullPath(output), "report.html");
        ResultsPage.Write(page, [.. Experiments.All.Select(experiment => (experiment, campaign.Finished(experiment))).Where(result => result.Item2.Count > 0)]);
        if (docs is not null)
        {
            foreach (var experiment in chosen)
                ResultsDocument.Keep(docs, experiment, campaign.Finished(experiment));
            ResultsDocument.Write(docs);
        }
        if (json)
        {
            Console.Out.WriteLine(new JsonArray([.. rows.Select(row => Json(row, campaign))]).ToJsonString());
            return code;
        }
        Table(rows, campaign);
        Console.Out.WriteLine($"The page: {page}");
        Console.Out.WriteLine("RESULT " + new JsonObject
        {
            ["experiments"] = chosen.Count,
            ["seeds"] = seeds,
            ["values"] = rows.Length,
            ["inside"] = rows.Count(row => row.Inside),
            ["outside"] = new JsonArray([.. rows.Where(row => !row.Inside).Select(row => JsonValue.Create($"{row.Experiment.Name} {row.Target.Metric}"))]),
            ["left_out"] = new JsonArray([.. leftOut.Select(name => JsonValue.Create(name))]),
            ["seconds"] = Math.Round(watch.Elapsed.TotalSeconds, 1),
            ["report"] = page,
        }.ToJsonString());
        return code;
    }

    // The names of those whose data is not to be had; null if it was stopped.
    private static List<string>? Make(Campaign campaign, IReadOnlyList<Experiment> chosen, int seeds, CancellationToken stop)
    {
        var leftOut = new List<string>();
        string? why = null;
        foreach (var experiment in chosen)
        {
            try
            {
                for (long seed = 0; seed < seeds; seed++)
                {
                    if (campaign.Run(experiment, seed, stop) is not { } made)
                    {
                        Console.Error.WriteLine($"modelzoo: stopped in {experiment.Name}, seed {seed}; the same command goes on from there");
                        return null;
                    }
                    Console.Error.WriteLine($"{experiment.Name}, seed {seed}: {string.Join("  ", Comparing.Rows(experiment, [made]).Select(row => $"{row.Target.Metric} {row.Median:G4}"))}  ({made.Seconds:F0} s)");
                }
            }
            catch (DatasetException error) when (!error.IsUsage)
            {
                // Data that is not to be had is no reason to lose the others; many rows may lack the same.
                Shared.Warn($"{experiment.Name} is left out{(why == error.Message ? ", for the same reason" : $": {error.Message}")}");
                why = error.Message;
                leftOut.Add(experiment.Name);
            }
        }
        return leftOut;
    }

    private static void List(bool json)
    {
        if (json)
            Console.Out.WriteLine(new JsonArray([.. Experiments.All.Select(row => new JsonObject
            {
                ["name"] = row.Name,
                ["section"] = row.Section.ToString().ToLowerInvariant(),
                ["title"] = row.Title,
                ["source"] = row.Source,
                ["setting"] = row.Setting,
                ["epochs"] = row.Epochs,
                ["heavy"] = row.Heavy,
                ["quick"] = row.Quick,
            })]).ToJsonString());
        else
        {
            TextTable.Write(["name", "experiment", "source", "setting"], Experiments.All.Select(row => new[] { row.Name, row.Title, row.Source, (row.Heavy ? "heavy; " : "") + row.Setting }), dispensable: [2, 3]);
            Console.Out.WriteLine();
            TextTable.Write(["group", "", ""], Experiments.Groups.Select(group => new[] { group.Name, $"{Experiments.All.Count(group.Holds)}", group.Meaning }), right: [1]);
        }
    }

    private static void Table(IReadOnlyList<ComparedRow> rows, Campaign campaign) =>
        TextTable.Write(["experiment", "value", "published", "from", "to", "ours", "from", "to", "seeds", "", "seconds"], rows.Select(row => new[]
        {
            row.Experiment.Name, ResultText.Metric(row.Target), Number(row.Target.Median), Number(row.Target.Low), Number(row.Target.High), Number(row.Median), Number(row.Least), Number(row.Most),
            $"{row.Ours.Count}", row.Inside ? "inside" : "OUTSIDE", $"{campaign.Finished(row.Experiment).Average(run => run.Seconds):F0}",
        }), right: [2, 3, 4, 5, 6, 7, 8, 10], dispensable: [10, 8, 6, 7, 3, 4]);

    private static JsonObject Json(ComparedRow row, Campaign campaign)
    {
        var runs = campaign.Finished(row.Experiment);
        return new JsonObject
        {
            ["experiment"] = row.Experiment.Name,
            ["source"] = row.Experiment.Source,
            ["setting"] = row.Experiment.Setting,
            ["metric"] = row.Target.Metric,
            ["epoch"] = row.Target.Epoch > 0 ? row.Target.Epoch : runs.Min(run => run.Epochs),
            ["published"] = new JsonObject { ["low"] = row.Target.Low, ["median"] = row.Target.Median, ["high"] = row.Target.High, ["release"] = row.Target.Release, ["runs"] = row.Target.Runs },
            ["median"] = Finite(row.Median),
            ["mean"] = Finite(row.Mean),
            ["values"] = new JsonArray([.. row.Ours.Select(value => Finite(value))]),
            ["inside"] = row.Inside,
            ["seconds"] = Math.Round(runs.Average(run => run.Seconds), 1),
            ["hardware"] = string.Join("; ", runs.Select(run => run.Hardware).Distinct()),
        };
    }

    private static string Number(double value) => ResultText.Number(value);

    private static JsonValue? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
