using System.CommandLine;
using System.CommandLine.Help;
using ModelZoo.Cli.Commands;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Datasets.Files;
using ModelZoo.Training;

namespace ModelZoo.Cli;

internal static class ExitCode
{
    internal const int Done = 0, Failed = 1, Usage = 2, HungUp = 129, Interrupted = 130, Terminated = 143;
}

/// <summary>All commands, and the one place that turns an exception into a sentence and an exit code.</summary>
internal static class CommandLine
{
    private static readonly string Introduction = $"""
        Textbook deep learning for .NET. Three commands to begin with:

          {Output.Program} --model lenet          train a model on its own data
          {Output.Program} list                   list all models
          {Output.Program} summary --model lenet  show the layers of a model
        """;

    internal static int Run(string[] args)
    {
        // `dotnet run --help` shows dotnet's own help, so help is a word too.
        var root = Root();
        if (args is ["help", .. var rest])
        {
            bool isVerb = rest is not [[not '-', ..], ..] || root.Subcommands.Any(verb => verb.Name == rest[0]);
            if (!isVerb)
                return Failure.Usage($"There is no command '{rest[0]}'", NearestVerb(root, rest[0]));
            args = [.. rest, "--help"];
        }
        var parsed = root.Parse(args);
        if (Mistake.In(parsed) is { } wrong)
            return Failure.Usage(wrong, Suggestion(parsed));
        Downloader.Progress = DownloadDisplay.Console();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        try
        {
            return parsed.Action is HelpAction
                ? Help(parsed)
                : UndisturbedThread.Run(() => parsed.Invoke(configuration));
        }
        catch (Exception error) when (Failure.Explain(error) is { } code)
        {
            return code;
        }
    }

    internal static RootCommand Root()
    {
        var root = new RootCommand(Introduction);
        TrainCommand.AddTo(root);
        foreach (var command in Verbs)
            root.Subcommands.Add(command);
        return root;
    }

    private static IEnumerable<Command> Verbs =>
    [
        TrainCommand.Verb(), RunCommands.Evaluate(),
        PredictCommand.Verb(), GenerateCommand.Verb(), ExportCommand.Verb(),
        FindLrCommand.Verb(), TuneCommand.Verb(), TrialProcess.Verb(), CrossValidateCommand.Verb(),
        RunCommands.Report(), CompareCommand.Verb(), ReproduceCommand.Verb(),
        ListCommand.Verb(), TopicsCommand.Verb(Run), SummaryCommand.Verb(), DoctorCommand.Verb(),
        CompletionCommand.Verb(), MovedBench(),
    ];

    private static Command MovedBench()
    {
        const string moved = "bench has moved, with its options: dotnet run --project benchmarks -- steps.";
        var bench = new Command("bench", moved) { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        bench.SetAction(_ =>
        {
            Output.Warn(moved);
            return ExitCode.Usage;
        });
        return bench;
    }

    private static int Help(ParseResult parsed)
    {
        using var text = new StringWriter();
        if (parsed.CommandResult.Command is RootCommand root)
            OverviewTo(text, root);
        else if (parsed.CommandResult.Command is { Hidden: true, Description: var about })
            text.WriteLine(about);   // System.CommandLine prints nothing for hidden commands
        else if (parsed.CommandResult.Command is { Name: "train" } train)
            HelpGroups.Write(text, train);
        else
            parsed.Invoke(new InvocationConfiguration { Output = text });
        // System.CommandLine prints the assembly's name; people type the tool's.
        var shown = text.ToString().Replace(RootCommand.ExecutableName, Output.Program, StringComparison.Ordinal);
        Console.Out.Write(shown);
        return ExitCode.Done;
    }

    // System.CommandLine would first print the 60 options of train.
    private static void OverviewTo(StringWriter text, RootCommand root)
    {
        text.WriteLine($"{root.Description}\n\nUsage:\n  {Output.Program} [command] [options]\n\nCommands:");
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            text.WriteLine(TerminalText.Wrap($"  {command.Name,-16}{command.Description!.Split('\n')[0]}", indent: 18));
        text.WriteLine($"\n`{Output.Program} help COMMAND` shows its options. Those of train need no command.");
    }

    // System.CommandLine finds the unknown word; we suggest what was meant.
    private static string? Suggestion(ParseResult parsed)
    {
        if ((parsed.UnmatchedTokens is [var first, ..] ? first : Mistake.OptionLike(parsed)) is not { } word)
            return null;
        if (Zoo.Names.Contains(word))
            return $"--model {word}";
        var command = parsed.CommandResult.Command;
        return word.StartsWith('-')
            ? First(Nearest.To(word.Split('=')[0], command.Options.Select(option => option.Name)))
            : NearestVerb(command, word);
    }

    private static string? NearestVerb(Command command, string word) =>
        First(Nearest.To(word, command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)));

    private static string? First(IReadOnlyList<string> names) => names is [var first, ..] ? first : null;
}
