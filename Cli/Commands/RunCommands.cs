using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Reports;
using ModelZoo.Runs;

namespace ModelZoo.Cli.Commands;

/// <summary>evaluate and report: the test results and the page of a run, from its checkpoints.</summary>
internal static class RunCommands
{
    internal static Command Evaluate()
    {
        var (folder, root, checkpoint) = (Options.Run(), Options.DataRoot(), Options.Checkpoint());
        var about = Options.About("Test a trained model on its data set", "evaluate --run runs/...");
        var verb = new Command("evaluate", about) { folder, checkpoint, root };
        verb.SetAction(parsed =>
        {
            using var run = RunBuilder.Resume(parsed.GetValue(folder)!, Output.Warn, parsed.GetValue(root));
            var best = Directory.Exists(run.Folder.Best) ? "best" : "last";
            var which = parsed.GetValue(checkpoint) ?? best;
            if (which == "best")
                run.RestoreBest();
            var state = run.Trainer.State;
            Console.Out.WriteLine(
                $"the {which} checkpoint (epoch {(which == "best" ? state.BestEpoch : state.Epoch)})");
            var values = run.Evaluate();
            var result = TrainingDisplay.Result(run);
            foreach (var (name, value) in values)
                result["test_" + name] = value;
            var shown = string.Join(", ", values.Select(value => $"{value.Key} {value.Value:F4}"));
            Console.Out.WriteLine($"{run.Entry.Name} on {run.Data.Name}: {shown}");
            Output.Result(result);
        });
        return verb;
    }

    internal static Command Report()
    {
        var (folder, root) = (Options.Run(), Options.DataRoot());
        var about = Options.About("Make the page of a run again: curves, results, settings", "report --run runs/...");
        var verb = new Command("report", about) { folder, root };
        verb.SetAction(parsed =>
        {
            using var run = Open(parsed.GetValue(folder)!, parsed.GetValue(root));
            Console.Out.WriteLine(ReportPage.Write(run.Folder, ReportData.Of(run)));
        });
        return verb;
    }

    // With the weights that the run was judged by.
    private static Run Open(string folder, string? dataRoot)
    {
        var run = RunBuilder.Resume(folder, Output.Warn, dataRoot);
        if (run.Validation is not null && run.Result is not null)
            run.RestoreBest();
        return run;
    }
}
