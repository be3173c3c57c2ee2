using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>Options of find-lr, tune and cross-validate: train's settings, where results go, when to stop.</summary>
internal sealed class ChoiceOptions
{
    private readonly Option<string?> _output = Options.Output("DIR", "where the results' folder is made", "runs");
    private readonly Option<string?> _root = Options.DataRoot();
    private readonly Option<bool> _json = Options.Json();
    private readonly Option<string?> _resume =
        Options.Of<string?>("--resume", "DIR", "resume the search in this folder, where it stopped");

    internal ChoiceOptions(Command verb, bool resumes)
    {
        foreach (var (_, option) in TrainCommand.Settings)
            verb.Options.Add(option);
        foreach (var option in new Option[] { TrainCommand.RecipeFile, _output, _root, _json })
            verb.Options.Add(option);
        if (resumes)
            verb.Options.Add(_resume);
    }

    internal string Folder(ParseResult parsed) => parsed.GetValue(_output)!;
    internal string? Root(ParseResult parsed) => parsed.GetValue(_root);
    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);
    internal string? Resume(ParseResult parsed) => parsed.GetValue(_resume);

    /// <summary>The settings to start from. --model must be given.</summary>
    internal static Settings Settings(ParseResult parsed) => Text(parsed, "model") is { } model
        ? TrainCommand.Chosen(parsed, model)
        : throw new RecipeException("--model is missing: it names the network to train.");

    /// <summary>The first setting that was given; beside --resume only those of the folder count.</summary>
    internal static string? FirstGiven(ParseResult parsed) => TrainCommand.Settings
        .Where(setting => setting.Setting.Name != "max-time" && parsed.GetValue(setting.Option) is not null)
        .Select(setting => "--" + setting.Setting.Name).FirstOrDefault();

    internal static int NotWithResume(string option) => Failure.Usage(
        $"--resume takes all settings from the folder, so {option} cannot be given with it");

    /// <summary>Stops when a signal comes, or after --max-time, which counts for all runs together.</summary>
    internal static CancellationTokenSource Until(Signals signals, ParseResult parsed)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop);
        var limit = Text(parsed, "max-time") is { } time
            ? (TimeSpan)Setting.Find("max-time").Parse(time)
            : TimeSpan.Zero;
        if (limit > TimeSpan.Zero)
            source.CancelAfter(limit);
        return source;
    }

    /// <summary>Says how to resume what was stopped early, and returns the exit code.</summary>
    internal static int Stopped(Signals signals, string verb, string folder)
    {
        Output.Warn($"stopped; resume with: {Output.Program} {verb} --resume {Output.ShortPath(folder)}");
        return signals.Stop.IsCancellationRequested ? signals.Code : ExitCode.Done;
    }

    private static string? Text(ParseResult parsed, string name) =>
        parsed.GetValue(TrainCommand.Settings.Single(setting => setting.Setting.Name == name).Option);
}
