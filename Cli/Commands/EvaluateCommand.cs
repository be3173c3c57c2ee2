
using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;

namespace ModelZoo.Cli.Commands;

/// <summary>evaluate: the test results of a run's checkpoint.</summary>
internal static class EvaluateCommand
{
    internal static Command Verb()
    {
        var folder = new Option<string>("--run") { Description = "the folder of a run", HelpName = "DIR", Required = true };
        var root = Shared.DataRoot();
        var verb = new Command("evaluate", "Test a trained model on its data set. Example: modelzoo evaluate --run runs/...") { folder, root };
        verb.SetAction(parsed =>
        {
            using var run = Run.Resume(parsed.GetValue(folder)!, new Settings(""), [], parsed.GetValue(root), null, Shared.Warn);
            if (run.Validation is not null && run.Result is not null)
                run.RestoreBest();
            var values = run.Evaluate();
            var result = TrainingDisplay.Result(run);
            foreach (var (name, value) in values)
                result["test_" + name] = value;
            Console.Out.WriteLine($"{run.Entry.Name} on {run.Data.Name}: {string.Join(", ", values.Select(value => $"{value.Key} {value.Value:F4}"))}");
            Console.Out.WriteLine("RESULT " + result.ToJsonString());
            return ExitCode.Done;
        });
        return verb;
    }
}
