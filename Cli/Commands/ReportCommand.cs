using System.CommandLine;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;

namespace ModelZoo.Cli.Commands;

/// <summary>report: a run's page made again, from its last checkpoint.</summary>
internal static class ReportCommand
{
    internal static Command Verb()
    {
        var folder = new Option<string>("--run") { Description = "the folder of a run", HelpName = "DIR", Required = true };
        var root = Shared.DataRoot();
        var verb = new Command("report", "Make the page of a run again: curves, what the network does, settings. Example: modelzoo report --run runs/...") { folder, root };
        verb.SetAction(parsed =>
        {
            using var run = Run.Resume(parsed.GetValue(folder)!, new Settings(""), [], parsed.GetValue(root), null, Shared.Warn);
            if (run.Validation is not null && run.Result is not null)
                run.RestoreBest();
            Console.Out.WriteLine(ReportPage.Write(run.Folder, ReportData.Of(run)));
            return ExitCode.Done;
        });
        return verb;
    }
}
