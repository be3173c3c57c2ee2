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

/// <summary>reproduce: runs published experiments and shows the published numbers beside ours.</summary>
internal static class ReproduceCommand
{
    private static readonly Argument<string[]> Names = new("name")
    {
        Description = $"experiments or groups: {string.Join(", ", Experiments.Groups.Select(group => group.Name))}; "
            + "without a name, list all, or with --write-docs write what is finished",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<int> Seeds = Options.Of("--seeds", "N", "runs of each experiment", 1);
    private static readonly Option<string?> Folder =
        Options.Output("DIR", "where runs are kept and found again", Path.Combine("runs", "reproduce"));
    private static readonly Option<int?> Epochs = Options.Of<int?>("--epochs", "N", "stop and compare after N epochs");
    private static readonly Option<int> Threads =
        Options.Of<int>("--threads", "N", "threads of one operator (0: the physical cores)");
    private static readonly Option<string> Device = Options.Of("--device", "NAME", "auto, cpu, cuda or cuda:N", "auto");
    private static readonly Option<string> Number =
        Options.Of("--precision", string.Join('|', Precisions.Names), "number format of the zoo's networks", "fp32");
    private static readonly Option<string?> Docs = new("--write-docs")
    {
        Description = "add the results to this folder and write its RESULTS.md and charts again (default: docs)",
        HelpName = "FOLDER",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<bool> Json = Options.Json();
    private static readonly Option<string?> Root = Options.DataRoot();

    internal static Command Verb()
    {
        Number.AcceptOnlyFromAmong(Precisions.Names);
        var about = Options.About("Run published experiments and compare the results", "reproduce quick");
        var verb = new Command("reproduce", about)
        {
            Names, Seeds, Folder, Epochs, Threads, Device, Number, Docs, Root, Json,
        };
        verb.SetAction(Run);
        return verb;
    }

    private static int Run(ParseResult parsed)
    {
        var names = parsed.GetValue(Names) ?? [];
        var docs = parsed.GetResult(Docs) is null ? null : parsed.GetValue(Docs) ?? "docs";
        if (names.Length == 0 && docs is null)
        {
            List(parsed.GetValue(Json));
            return ExitCode.Done;
        }
        if (parsed.GetValue(Seeds) < 1 || parsed.GetValue(Epochs) < 1 || parsed.GetValue(Threads) < 0)
            throw new RecipeException(
                "--seeds and --epochs take whole numbers of at least 1, --threads one of at least 0.");
        // Without names nothing runs, and what is finished goes into the docs.
        var chosen = names.Length == 0 ? Experiments.All : Experiments.Find(names);
        int seeds = names.Length == 0 ? 0 : parsed.GetValue(Seeds);
        var output = parsed.GetValue(Folder)!;
        var campaign = new Campaign(output, new Conditions
        {
            DataRoot = parsed.GetValue(Root),
            Threads = parsed.GetValue(Threads),
            Device = parsed.GetValue(Device)!,
            Precision = parsed.GetValue(Number)!,
            Epochs = parsed.GetValue(Epochs),
            Warn = Output.Warn,
        });
        using var signals = new Signals();
        var watch = Stopwatch.StartNew();
        if (TrainAll(campaign, chosen, seeds, signals.Stop) is not { } leftOut)
            return signals.Code;
        int code = leftOut.Count > 0 ? ExitCode.Failed : ExitCode.Done;
        chosen = [.. chosen.Where(experiment => !leftOut.Contains(experiment.Name))];
        if (chosen.Count == 0)
            return code;
        var page = Path.Combine(Path.GetFullPath(output), "report.html");
        WritePages(campaign, chosen, page, docs);
        var rows = chosen.SelectMany(experiment => Comparing.Rows(experiment, campaign.Finished(experiment))).ToArray();
        var outside = rows.Where(row => !row.Inside).Select(row => $"{row.Experiment.Name} {row.Target.Metric}");
        if (parsed.GetValue(Json))
            Output.Json(rows.Select(row => JsonOf(row, campaign)));
        else
        {
            Show(rows, campaign);
            Console.Out.WriteLine($"page: {page}");
            Output.Result(Output.Object(
                ("experiments", chosen.Count), ("seeds", seeds), ("values", rows.Length),
                ("inside", rows.Count(row => row.Inside)), ("outside", outside), ("left_out", leftOut),
                ("seconds", Math.Round(watch.Elapsed.TotalSeconds, 1)), ("report", page)));
        }
        return code;
    }

    // Returns the names of the experiments whose data cannot be fetched, or null if it was stopped.
    private static List<string>? TrainAll(
        Campaign campaign, IReadOnlyList<Experiment> chosen, int seeds, CancellationToken stop)
    {
        var leftOut = new List<string>();
        string? lastReason = null;
        foreach (var experiment in chosen)
        {
            try
            {
                for (long seed = 0; seed < seeds; seed++)
                {
                    if (campaign.Run(experiment, seed, stop) is not { } result)
                    {
                        Output.Warn($"stopped in {experiment.Name}, seed {seed}; the same command resumes there");
                        return null;
                    }
                    var values = Comparing.Rows(experiment, [result])
                        .Select(row => $"{row.Target.Metric} {row.Median:G4}");
                    Console.Error.WriteLine(
                        $"{experiment.Name}, seed {seed}: {string.Join("  ", values)}  ({result.Seconds:F0} s)");
                }
            }
            catch (DatasetException error) when (!error.IsUsage)
            {
                // The other experiments still run. Several may lack the same data: that is explained once.
                var reason = error.Message == lastReason ? ", for the same reason" : $": {error.Message}";
                Output.Warn($"{experiment.Name} is left out{reason}");
                lastReason = error.Message;
                leftOut.Add(experiment.Name);
            }
        }
        return leftOut;
    }

    private static void WritePages(
        Campaign campaign, IReadOnlyList<Experiment> chosen, string page, string? docs)
    {
        ResultsPage.Write(page,
            [.. Experiments.All.Select(experiment => (experiment, campaign.Finished(experiment)))
                .Where(result => result.Item2.Count > 0)]);
        if (docs is null)
            return;
        foreach (var experiment in chosen)
            ResultsDocument.Keep(docs, experiment, campaign.Finished(experiment));
        ResultsDocument.Write(docs);
    }

    private static void List(bool json)
    {
        if (json)
        {
            Output.Json(Experiments.All.Select(row => Output.Object(
                ("name", row.Name), ("section", row.Section.ToString().ToLowerInvariant()), ("title", row.Title),
                ("source", row.Source), ("setting", row.Setting), ("epochs", row.Epochs), ("heavy", row.Heavy),
                ("quick", row.Quick))));
            return;
        }
        TextTable.Write(["name", "experiment", "source", "setting"],
            Experiments.All.Select(row =>
                new[] { row.Name, row.Title, row.Source, (row.Heavy ? "heavy; " : "") + row.Setting }),
            dispensable: [2, 3]);
        Console.Out.WriteLine();
        TextTable.Write(["group", "", ""],
            Experiments.Groups.Select(group =>
                new[] { group.Name, $"{Experiments.All.Count(group.Holds)}", group.Meaning }),
            right: [1]);
    }

    private static void Show(IEnumerable<ComparedRow> rows, Campaign campaign) => TextTable.Write(
        ["experiment", "value", "published", "from", "to", "ours", "from", "to", "seeds", "", "seconds"],
        rows.Select(row => new[]
        {
            row.Experiment.Name, ResultText.Metric(row.Target), ResultText.Number(row.Target.Median),
            ResultText.Number(row.Target.Low), ResultText.Number(row.Target.High), ResultText.Number(row.Median),
            ResultText.Number(row.Least), ResultText.Number(row.Most), $"{row.Ours.Count}",
            row.Inside ? "inside" : "OUTSIDE", $"{Seconds(campaign.Finished(row.Experiment)):F0}",
        }),
        right: [2, 3, 4, 5, 6, 7, 8, 10], dispensable: [10, 8, 6, 7, 3, 4]);

    private static JsonObject JsonOf(ComparedRow row, Campaign campaign)
    {
        var runs = campaign.Finished(row.Experiment);
        var (experiment, target) = (row.Experiment, row.Target);
        var published = Output.Object(
            ("low", target.Low), ("median", target.Median), ("high", target.High), ("release", target.Release),
            ("runs", target.Runs));
        return Output.Object(
            ("experiment", experiment.Name), ("source", experiment.Source), ("setting", experiment.Setting),
            ("metric", target.Metric), ("epoch", target.Epoch > 0 ? target.Epoch : runs.Min(run => run.Epochs)),
            ("published", published), ("median", Output.Finite(row.Median)), ("mean", Output.Finite(row.Mean)),
            ("values", row.Ours.Select(Output.Finite)), ("inside", row.Inside),
            ("seconds", Math.Round(Seconds(runs), 1)),
            ("hardware", string.Join("; ", runs.Select(run => run.Hardware).Distinct())));
    }

    private static double Seconds(IEnumerable<Measurement> runs) => runs.Average(run => run.Seconds);
}
