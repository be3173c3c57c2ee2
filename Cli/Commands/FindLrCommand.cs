using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Cli.Commands;

/// <summary>find-lr: suggests a learning rate by the range test.</summary>
internal static class FindLrCommand
{
    private const int Lines = 24, BarWidth = 40;
    private static readonly Option<double> From = Options.Of("--from", "X", "the lowest rate", 1e-6);
    private static readonly Option<double> To =
        Options.Of("--to", "X", "the highest rate, unless the loss explodes earlier", 10.0);
    private static readonly Option<int> Steps =
        Options.Of("--test-steps", "N", "updates from the lowest to the highest rate", 150);

    internal static Command Verb()
    {
        var about = Options.About("Find a learning rate to start from", "find-lr --model lenet --optimizer adam");
        var verb = new Command("find-lr", about) { From, To, Steps };
        var options = new ChoiceOptions(verb, resumes: false);
        verb.SetAction(parsed => Run(parsed, options));
        return verb;
    }

    private static int Run(ParseResult parsed, ChoiceOptions options)
    {
        using var signals = new Signals();
        using var stop = ChoiceOptions.Until(signals, parsed);
        var (from, to, steps) = (parsed.GetValue(From), parsed.GetValue(To), parsed.GetValue(Steps));
        var settings = ChoiceOptions.Settings(parsed);
        RateFinder.Check(from, to, steps);
        RunFolder.Check(options.Folder(parsed));
        using var run = RunBuilder.Build(settings, options.Root(parsed));
        var found = run.FindRate(from, to, steps, stop.Token);
        if (signals.Stop.IsCancellationRequested)
            return signals.Code;
        var folder = StudyFolder.Create(options.Folder(parsed), "find-lr", settings.Recipe).FullPath;
        RateChart.Write(folder, found);
        if (options.Json(parsed))
            Output.Json(found.Points.Select(point => Output.Object(("lr", point.Rate), ("loss", point.Loss))));
        else
            Show(run, found, folder);
        Output.Result(Output.Object(
            ("model", run.Entry.Name), ("dataset", run.Data.Name), ("optimizer", settings.Recipe.Optimizer),
            ("lr", found.Suggested), ("lr_of_least_loss", found.Lowest), ("lr_ran_away", found.RanAway),
            ("steps", found.Points.Count), ("run", folder)));
        return ExitCode.Done;
    }

    private static void Show(Run run, RateFinding found, string folder)
    {
        var recipe = run.Settings.Recipe;
        Console.Out.WriteLine($"{run.Entry.Name} on {run.Data.Name}, {recipe.Optimizer}, batch {recipe.BatchSize}: "
            + "the rate grows from step to step; the loss is smoothed");
        int every = Math.Max(1, (found.Points.Count + Lines - 1) / Lines);
        TextTable.Write(["rate", "loss", ""],
            found.Points.Where((point, i) => i % every == 0 || point.Rate == found.Suggested).Select(point => new[]
            {
                point.Rate.ToString("G3"), point.Loss.ToString("F4"),
                Bar(point.Loss, found) + (point.Rate == found.Suggested ? " falling fastest" : ""),
            }), right: [0, 1]);
        var explodes = found.RanAway is { } away ? $"it explodes at {away:G3}" : "it does not explode";
        Console.Out.WriteLine($"lowest loss at {found.Lowest:G3}; {explodes}");
        Console.Out.WriteLine(found.Suggested is { } start
            ? $"start with {start:G3}, where the loss falls fastest: "
                + $"{Output.Program} --model {run.Entry.Name} --lr {start:G3}"
            : "the loss never falls: the rates are too high or too low, or the network cannot learn this; "
                + "try other values of --from and --to");
        Console.Out.WriteLine($"curve: {Output.ShortPath(folder)}/loss.svg and loss.png");
    }

    // A full bar is the loss at the start. The bar of a higher loss is only slightly longer.
    private static string Bar(double loss, RateFinding found)
    {
        var (least, first) = (found.Points.Min(point => point.Loss), found.Points[0].Loss);
        double share = (loss - least) / Math.Max(first - least, 1e-12);
        return new string('━', (int)Math.Clamp(BarWidth * share, 1, BarWidth + 2));
    }
}
