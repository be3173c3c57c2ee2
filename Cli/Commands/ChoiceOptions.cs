
using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>What the verbs that train for a choice have in common: the settings of train, where to leave the tables, and when to stop.</summary>
internal sealed class ChoiceOptions
{
    private readonly Option<string> _output = new("--output", "-o") { Description = "where the folder is made", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
    private readonly Option<string?> _root = Shared.DataRoot();
    private readonly Option<string?>? _resume;
    private readonly Option<bool> _json = new("--json") { Description = "the table as an array of objects, for programs" };

    internal ChoiceOptions(Command verb, bool resumes)
    {
        foreach (var (_, option) in TrainCommand.Settings)
            verb.Options.Add(option);
        verb.Options.Add(TrainCommand.RecipeFile);
        verb.Options.Add(_output);
        verb.Options.Add(_root);
        verb.Options.Add(_json);
        if (resumes)
            verb.Options.Add(_resume = new("--resume") { Description = "go on with the one in this folder, where it was stopped", HelpName = "DIR" });
    }

    internal string Output(ParseResult parsed) => parsed.GetValue(_output)!;
    internal string? Root(ParseResult parsed) => parsed.GetValue(_root);
    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);
    internal string? Resume(ParseResult parsed) => _resume is null ? null : parsed.GetValue(_resume);

    /// <summary>The settings of the base recipe; --model must be there.</summary>
    internal static Settings Settings(ParseResult parsed) => parsed.GetValue(Model) is { } model
        ? TrainCommand.Chosen(parsed, model)
        : throw new RecipeException("--model is missing: it names the network to train.");

    /// <summary>Settings that were given beside --resume, where the folder's own count.</summary>
    internal static IEnumerable<string> Given(ParseResult parsed) =>
        TrainCommand.Settings.Where(setting => setting.Field.Name != "max-time" && parsed.GetValue(setting.Option) is not null).Select(setting => "--" + setting.Field.Name);

    /// <summary>--max-time is that of all runs together here.</summary>
    internal static TimeSpan MaxTime(ParseResult parsed) => parsed.GetValue(Option("max-time")) is { } time
        ? RecipeTable.Find("max-time").With(new Recipe { Model = "" }, time).MaxTime
        : TimeSpan.Zero;

    /// <summary>Stops when a signal comes or the time is over.</summary>
    internal static CancellationTokenSource Until(Signals signals, TimeSpan time)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop);
        if (time > TimeSpan.Zero)
            source.CancelAfter(time);
        return source;
    }

    /// <summary>Stopped early: how to go on, and the exit code.</summary>
    internal static int Stopped(Signals signals, string verb, string folder)
    {
        Console.Error.WriteLine($"modelzoo: stopped; go on with: dotnet run {verb} --resume {TrainingDisplay.Short(folder)}");
        return signals.Stop.IsCancellationRequested ? signals.Code : ExitCode.Done;
    }

    private static Option<string?> Model => Option("model");

    private static Option<string?> Option(string name) => TrainCommand.Settings.Single(setting => setting.Field.Name == name).Option;
}
