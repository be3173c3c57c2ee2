
using System.CommandLine;
using ModelZoo.Cli.Commands;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Datasets.Files;
using ModelZoo.Training;

namespace ModelZoo.Cli;

/// <summary>The program's exit codes.</summary>
internal static class ExitCode
{
    internal const int Done = 0, Failed = 1, Usage = 2, HungUp = 129, Interrupted = 130, Terminated = 143;
}

/// <summary>The commands, and the one place where what goes wrong becomes a sentence and an exit code.</summary>
internal static class CommandLine
{
    internal static int Run(string[] args)
    {
        // `dotnet run --help` is dotnet's own, so help is a word too.
        if (args is ["help", .. var rest])
            args = [.. rest, "--help"];
        var root = Root();
        var parsed = root.Parse(args);
        if (Mistake.In(parsed) is { } wrong)
            return Failure.Usage(wrong, Suggestion(parsed));
        Downloader.Progress = DownloadDisplay.Console();
        try
        {
            if (parsed.Action is System.CommandLine.Help.HelpAction)
                return Help(parsed);
            return UndisturbedThread.Run(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        }
        catch (Exception error) when (Failure.Explain(error) is { } explained)
        {
            return explained;
        }
    }

    // System.CommandLine names the assembly, people type the tool's name.
    private static int Help(ParseResult parsed)
    {
        using var text = new StringWriter();
        var code = parsed.Invoke(new InvocationConfiguration { Output = text });
        Console.Out.Write(text.ToString().Replace(RootCommand.ExecutableName, "modelzoo", StringComparison.Ordinal));
        return code;
    }

    internal static RootCommand Root()
    {
        var root = new RootCommand("""
            Textbook deep learning for .NET. The three commands to begin with:

              modelzoo --model lenet          train a model, on its own data
              modelzoo list                   see all models
              modelzoo summary --model lenet  see what a model is made of

            From the repository's root, `dotnet run` takes the place of `modelzoo`.
            """);
        TrainCommand.AddTo(root);
        foreach (var command in Verbs.Append(MovedBench()))
            root.Subcommands.Add(command);
        return root;
    }

    private static IEnumerable<Command> Verbs =>
    [
        TrainCommand.Verb(), EvaluateCommand.Verb(), PredictCommand.Verb(), GenerateCommand.Verb(), ExportCommand.Verb(),
        FindLrCommand.Verb(), TuneCommand.Verb(), TrialCommand.Verb(), CrossValidateCommand.Verb(),
        ReportCommand.Verb(), CompareCommand.Verb(), ReproduceCommand.Verb(),
        ListCommand.Verb(), SummaryCommand.Verb(), DoctorCommand.Verb(), CompletionCommand.Verb(),
    ];

    private static Command MovedBench()
    {
        var bench = new Command("bench") { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        bench.SetAction(_ =>
        {
            Console.Error.WriteLine(
                "modelzoo: bench has moved out of this program: dotnet run --project benchmarks -- steps, with the same options.");
            return ExitCode.Usage;
        });
        return bench;
    }

    // System.CommandLine finds the word; we say what was probably meant.
    private static string? Suggestion(ParseResult parsed)
    {
        var wrong = parsed.UnmatchedTokens is [var word, ..] ? word : null;
        if (wrong is null)
            return null;
        var command = parsed.CommandResult.Command;
        var known = wrong.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);
        return Nearest.To(wrong.Split('=')[0], known) is [var nearest, ..] ? nearest : null;
    }
}
