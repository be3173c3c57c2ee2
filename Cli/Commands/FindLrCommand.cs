
using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Cli.Commands;

/// <summary>find-lr: a learning rate to start from, by the range test.</summary>
internal static class FindLrCommand
{
    private const int Lines = 24, Bar = 40;

    internal static Command Verb()
    {
        var from = new Option<double>("--from") { Description = "the lowest rate", HelpName = "X", DefaultValueFactory = _ => 1e-6 };
        var to = new Option<double>("--to") { Description = "the highest rate; it ends earlier where the loss runs away", HelpName = "X", DefaultValueFactory = _ => 10 };
        var count = new Option<int>("--test-steps") { Description = "updates from the lowest rate to the highest", HelpName = "N", DefaultValueFactory = _ => 150 };
        var verb = new Command("find-lr", "Find a learning rate to start from. Example: modelzoo find-lr --model lenet --optimizer adam") { from, to, count };
        var options = new ChoiceOptions(verb, resumes: false);
        verb.SetAction(parsed =>
        {
            using var signals = new Signals();
            using var stop = ChoiceOptions.Until(signals, ChoiceOptions.MaxTime(parsed));
            var settings = ChoiceOptions.Settings(parsed);
            RateFinder.Check(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(count));
            RunFolder.Check(options.Output(parsed));
            using var run = new Run(settings, options.Root(parsed));
            var found = run.FindRate(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(count), stop.Token);
            if (signals.Stop.IsCancellationRequested)
                return signals.Code;
            var folder = StudyFolder.Create(options.Output(parsed), "find-lr", settings.Recipe);
            RateChart.Write(folder.FullPath, found);
            if (options.Json(parsed))
                Console.Out.WriteLine(new JsonArray([.. found.Points.Select(point => new JsonObject { ["lr"] = point.Rate, ["loss"] = point.Loss })]).ToJsonString());
            else
                Show(run, found, folder);
            Console.Out.WriteLine("RESULT " + new JsonObject
            {
                ["model"] = run.Entry.Name,
                ["dataset"] = run.Data.Name,
                ["optimizer"] = settings.Recipe.Optimizer,
                ["lr"] = found.Suggested,
                ["lr_of_least_loss"] = found.Lowest,
                ["lr_ran_away"] = found.RanAway,
                ["steps"] = found.Points.Count,
                ["run"] = folder.FullPath,
            }.ToJsonString());
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(Run run, RateFinding found, StudyFolder folder)
    {
        Console.Out.WriteLine($"{run.Entry.Name} on {run.Data.Name}, {run.Settings.Recipe.Optimizer}, batch {run.Settings.Recipe.BatchSize}: the rate rises from step to step, the loss is smoothed");
        // A full bar is the loss at the start: what lies above it has run away, and how far says nothing.
        var (least, first) = (found.Points.Min(point => point.Loss), found.Points[0].Loss);
        int every = Math.Max(1, (found.Points.Count + Lines - 1) / Lines);
        TextTable.Write(["rate", "loss", ""], found.Points.Where((point, i) => i % every == 0 || point.Rate == found.Suggested).Select(point => new[]
        {
            point.Rate.ToString("G3"), point.Loss.ToString("F4"),
            new string('━', (int)Math.Clamp(Bar * (point.Loss - least) / Math.Max(first - least, 1e-12), 1, Bar + 2)) + (point.Rate == found.Suggested ? " falling fastest" : ""),
        }), right: [0, 1]);
        Console.Out.WriteLine($"least loss at {found.Lowest:G3}; {(found.RanAway is { } away ? $"it runs away at {away:G3}" : "it does not run away")}");
        Console.Out.WriteLine(found.Suggested is { } start
            ? $"start from {start:G3}, where the loss falls fastest: dotnet run --model {run.Entry.Name} --lr {start:G3}"
            : "the loss never falls: the rates are too high or too low, or the network cannot learn this; try --from and --to");
        Console.Out.WriteLine($"The curve: {TrainingDisplay.Short(folder.FullPath)}/loss.svg and loss.png");
    }
}
