
using System.CommandLine;
using System.Runtime.InteropServices;
using ModelZoo.Cli.Trials;
using ModelZoo.Reports;
using ModelZoo.Runs.Recipes;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Cli.Commands;

/// <summary>trial: what tune starts for each trial when it trains several at a time. People have no use for it, so help does not show it.</summary>
internal static class TrialCommand
{
    internal static Command Verb()
    {
        var folder = new Argument<string>("folder");
        var epochs = new Option<int>("--epochs") { Required = true };
        var root = Shared.DataRoot();
        var verb = new Command("trial") { folder, epochs, root };
        verb.Hidden = true;
        verb.SetAction(parsed =>
        {
            using var stop = new CancellationTokenSource();
            // Ctrl-C and a closing terminal reach the whole group; who is in charge says by the end of the input what becomes of it, also when it is gone itself.
            using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
            using var unmoved = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
            _ = Task.Run(() =>
            {
                while (Console.In.Read() >= 0) { }
                stop.Cancel();
            });
            var place = parsed.GetValue(folder)!;
            var settings = new Settings("").Read(TrialProcess.RecipeFile(place));
            var rung = TrialRunners.Here(parsed.GetValue(root), Shared.Warn, new RunReporter())(place, settings, parsed.GetValue(epochs), stop.Token);
            if (rung is null)
                return ExitCode.Interrupted;
            TrialProcess.Write(place, rung);
            return ExitCode.Done;
        });
        return verb;
    }
}
