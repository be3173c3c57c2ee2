using System.CommandLine;
using System.CommandLine.Completions;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Datasets.Files;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;

namespace ModelZoo.Cli.Commands;

/// <summary>train, which the program also does without a verb.</summary>
internal static class TrainCommand
{
    internal static readonly Option<string?> RecipeFile =
        Options.Of<string?>("--recipe", "FILE", "settings from a JSON file, or `textbook` for the textbook's");
    private static readonly Option<string?> Folder = Options.Output("DIR", "where run folders are made", "runs");
    private static readonly Option<string?> Resume =
        Options.Of<string?>("--resume", "DIR", "resume the run in this folder, exactly where its last checkpoint is");
    private static readonly Option<string?> DataRoot = Options.DataRoot();
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "print only the result" };
    private static readonly Option<bool> AutoBatch =
        Options.Switch("--auto-batch", "if a batch does not fit in memory, halve it and double --accumulate");
    private static readonly Option<bool> NoTune =
        Options.Switch("--no-tune", "do not look for the fastest threads and memory format (also: MODELZOO_TUNE=off)");
    private static readonly Option<bool> DryRun =
        Options.Switch("--dry-run", "check everything with a few examples, but train nothing");

    internal static readonly (Setting Setting, Option<string?> Option)[] Settings =
        [.. Setting.All.Select(setting => (setting, new Option<string?>("--" + setting.Name)
        {
            Description = setting.Help,
            HelpName = setting.Form,
            // The last one counts, as in .NET's own tools.
            Arity = new ArgumentArity(1, 100),
            CustomParser = given => given.Tokens[^1].Value,
            CompletionSources = { _ => setting.Names.Select(name => new CompletionItem(name)) },
        }))];

    internal static Command Verb()
    {
        var verb = new Command("train", Options.About("Train a model", "train --model lenet --epochs 5"));
        AddTo(verb);
        return verb;
    }

    internal static void AddTo(Command command)
    {
        foreach (var (_, option) in Settings)
            command.Options.Add(option);
        foreach (var option in new Option[] { RecipeFile, Folder, Resume, DataRoot, Quiet, AutoBatch, NoTune, DryRun })
            command.Options.Add(option);
        command.SetAction(Run);
    }

    private static int Run(ParseResult parsed)
    {
        var given = Settings.Where(setting => parsed.GetValue(setting.Option) is not null)
            .Select(setting => setting.Setting.Name).ToArray();
        using var display = TrainingDisplay.For(parsed.GetValue(Quiet));
        using var signals = new Signals();
        if (parsed.GetValue(Quiet))
            Downloader.Progress = null;
        var dataRoot = parsed.GetValue(DataRoot);
        if (parsed.GetValue(Resume) is { } folder)
        {
            var changes = Apply(parsed, new Settings(parsed.GetValue(Settings[0].Option) ?? ""));
            if (given.Contains("model"))
                return Failure.Usage("--resume continues with the run's model, so --model cannot be given with it");
            var resumed = RunBuilder.Resume(
                folder, Output.Warn, dataRoot, display, new RunReporter(), changes, given);
            if (resumed.NothingLeft is { } over)
                Output.Warn(over);
            return Train(resumed, display, parsed, signals);
        }
        if (parsed.GetValue(Settings[0].Option) is not { } model)
            return Failure.Usage(parsed.Tokens.Count == 0
                ? "Which model? For example: --model lenet"
                : "--model is missing: it names the network to train");
        var settings = Chosen(parsed, model);
        RunFolder.Check(parsed.GetValue(Folder)!);
        return Train(RunBuilder.Build(settings, dataRoot, display, new RunReporter()), display, parsed, signals);
    }

    // Defaults, then the model's own recipe, then the file, then the command line.
    internal static Settings Chosen(ParseResult parsed, string model)
    {
        var file = parsed.GetValue(RecipeFile);
        var settings = ModelSettings.For(Zoo.Find(model), textbook: file == "textbook");
        if (file is not null and not "textbook")
            settings.Read(file);
        Apply(parsed, settings);
        ModelSettings.Complete(settings);
        return settings;
    }

    private static Settings Apply(ParseResult parsed, Settings settings)
    {
        foreach (var (setting, option) in Settings)
            if (parsed.GetValue(option) is { } text && setting.Name != "model")
                settings.Set(setting.Name, text, "command line");
        return settings;
    }

    private static string TooLarge(MemoryEstimate estimate, int accumulate)
    {
        var advice = estimate.Fitting is { } fits
            ? $"give --batch-size {fits} --accumulate {accumulate * ((estimate.Batch + fits - 1) / fits)}, "
                + "which makes the same updates, or --auto-batch"
            : "not even one example fits, so choose a smaller network, --image-size or --limit-train";
        return $"A batch of {estimate.Batch} does not fit in memory: {estimate}; {advice}.";
    }

    private static string Instead(int batch) => $"using batches of {batch}, and more of them for each update.";

    // Disposes the run.
    private static int Train(Runs.Run run, TrainingDisplay display, ParseResult parsed, Signals signals)
    {
        try
        {
            bool tunes = parsed.GetValue(Resume) is null && !parsed.GetValue(DryRun) && !parsed.GetValue(NoTune)
                && Environment.GetEnvironmentVariable("MODELZOO_TUNE") != "off";
            var estimate = run.Estimate();
            if (estimate is { Fits: false } && (!parsed.GetValue(AutoBatch) || estimate.Fitting is null))
                throw new MemoryException(TooLarge(estimate, run.Settings.Recipe.Accumulate), estimate.Fitting);
            if (estimate is { Fits: false, Fitting: { } smaller })
            {
                Output.Warn($"A batch of {estimate.Batch} does not fit in memory: {Instead(smaller)}");
                run = run.Smaller(smaller, parsed.GetValue(DataRoot), display, Output.Warn);
                estimate = run.Estimate();
            }
            if (tunes)
                run.Tune();
            display.Begin(run, estimate);
            if (parsed.GetValue(DryRun))
            {
                Console.WriteLine("Everything fits: a few examples went through network, loss and gradients.");
                return ExitCode.Done;
            }
            while (true)
            {
                try
                {
                    var ending = run.Train(parsed.GetValue(Folder)!, signals.Stop);
                    display.End(run, ending, signals.Code);
                    return ending == Ending.Cancelled ? signals.Code : ExitCode.Done;
                }
                catch (MemoryException error) when (parsed.GetValue(AutoBatch) && error.Fits is { } fits)
                {
                    Output.Warn($"{error.Message.Split(". ")[0]}: {Instead(fits)}");
                    run = run.Smaller(fits, parsed.GetValue(DataRoot), display, Output.Warn);
                }
            }
        }
        finally
        {
            run.Dispose();
        }
    }
}
