using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Cli.Trials;
using ModelZoo.Reports;
using ModelZoo.Runs.Recipes;
using ModelZoo.Runs.Selection;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>tune: the best of many settings, by what is held out of the training part.</summary>
internal static class TuneCommand
{
    private static readonly Option<string[]> Search = new("--search") { Description = "settings and their values: lr=log:0.001..1,batch-size=64|128,optimizer=sgd|adam", HelpName = "SPACE", Arity = new ArgumentArity(1, 100) };
    private static readonly Option<string> Method = new("--method") { Description = string.Join(", ", SearchTable.Names), HelpName = "NAME", DefaultValueFactory = _ => "random" };
    private static readonly Option<int?> Trials = new("--trials") { Description = "how many are begun", HelpName = "N" };
    private static readonly Option<int> Eta = new("--eta") { Description = "of halving and hyperband: one trial of so many is trained on", HelpName = "N", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Parallel = new("--parallel") { Description = "trials at a time, each in a process with its share of the cores", HelpName = "P", DefaultValueFactory = _ => 1 };

    internal static Command Verb()
    {
        var verb = new Command("tune", "Search for good settings. Example: modelzoo tune --model mlp --search \"lr=log:0.001..1,batch-size=64|256\" --method bayes --trials 20") { Search, Method, Trials, Eta, Parallel };
        var options = new ChoiceOptions(verb, resumes: true);
        verb.SetAction(parsed => Run(parsed, options));
        return verb;
    }

    private static int Run(ParseResult parsed, ChoiceOptions options)
    {
        using var signals = new Signals();
        using var stop = ChoiceOptions.Until(signals, ChoiceOptions.MaxTime(parsed));
        int parallel = parsed.GetValue(Parallel);
        if (parallel is < 1 or > 1024)
            return Failure.Usage($"--parallel takes a whole number of at least 1, not '{parallel}'");
        Study study;
        if (options.Resume(parsed) is { } folder)
        {
            if (ChoiceOptions.Given(parsed).Concat(parsed.GetValue(Search) is [_, ..] ? ["--search"] : []).FirstOrDefault() is { } given)
                return Failure.Usage($"--resume goes on with the settings that the study was begun with, so {given} cannot be given with it");
            study = Study.Open(folder);
        }
        else
        {
            if (parsed.GetValue(Search) is not [_, ..] search)
                return Failure.Usage("--search is missing: it names the settings to try, such as lr=log:0.001..1");
            study = Study.Create(options.Output(parsed), StudyPlan.Of(ChoiceOptions.Settings(parsed), string.Join(',', search), parsed.GetValue(Method)!, parsed.GetValue(Trials), parsed.GetValue(Eta)));
        }
        bool json = options.Json(parsed);
        var recipe = study.Plan.Base.Recipe;
        if (!json)
            Console.Out.WriteLine($"{recipe.Model} on {recipe.Dataset}: {study.Planned} trials by {study.Plan.Method}, {recipe.Epochs} epochs{(study.Plan.Method is "halving" or "hyperband" ? " at most" : "")}, judged by {recipe.Validation} of the training part; the test part is not looked at");
        var root = options.Root(parsed);
        var runner = parallel == 1 ? TrialRunners.Here(root, Shared.Warn, new RunReporter()) : TrialProcess.Runner(root, Math.Max(1, get_num_threads() / parallel));
        study.Run(runner, parallel, json ? null : (trial, rung) => Console.Out.WriteLine(Line(study, trial, rung)), stop.Token);
        if (json)
            Console.Out.WriteLine(new JsonArray([.. study.Ranked.Select(trial => Json(study, trial))]).ToJsonString());
        else
            Show(study);
        if (!study.IsDone)
            return ChoiceOptions.Stopped(signals, "tune", study.Folder);
        Console.Out.WriteLine("RESULT " + Result(study).ToJsonString());
        return study.Best is null ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Line(Study study, Trial trial, Rung rung) =>
        $"trial {trial.Number}/{study.Planned}  {string.Join("  ", trial.Values.Select(value => $"{value.Key} {value.Value}"))}  {rung.Epochs} epochs  {Values(rung)}  ({rung.Seconds:F1} s){(study.Best == trial ? "  best" : "")}";

    private static string Values(Rung rung) => rung.Failure is null
        ? string.Join("  ", rung.Values.Where(value => value.Key.StartsWith("validation_", StringComparison.Ordinal)).Select(value => $"{Title(value.Key)} {value.Value:F4}"))
        : $"failed: {rung.Failure}";

    private static void Show(Study study)
    {
        var ranked = study.Ranked.ToArray();
        if (ranked.Length == 0)
            return;
        string[] settings = [.. study.Plan.Space.Dimensions.Select(dimension => dimension.Name)], values = [.. ranked.SelectMany(trial => trial.Furthest!.Values.Keys).Distinct()];
        Console.Out.WriteLine();
        TextTable.Write(["trial", .. settings, "epochs", .. values.Select(Title), "seconds"],
            ranked.Select(string[] (trial) => [$"{trial.Number}", .. settings.Select(name => trial.Values[name]), $"{trial.Furthest!.Epochs}",
                .. values.Select(name => trial.Furthest.Values.TryGetValue(name, out var value) ? value.ToString("F4") : "failed"), trial.Rungs.Sum(rung => rung.Seconds).ToString("F1")]),
            right: [.. Enumerable.Range(0, settings.Length + values.Length + 3)]);
        Console.Out.WriteLine($"The table: {TrainingDisplay.Short(study.Folder)}/trials.csv and trials.json");
        if (study.Best is { } best)
            Console.Out.WriteLine($"next, the best at full length, and its test: {study.Plan.Command(best.Values)}");
        else
            Console.Error.WriteLine($"modelzoo: every trial failed; the first because: {ranked[0].Furthest!.Failure}");
    }

    private static JsonObject Json(Study study, Trial trial)
    {
        var json = new JsonObject { ["trial"] = trial.Number, ["bracket"] = trial.Bracket, ["epochs"] = trial.Furthest!.Epochs, ["best_epoch"] = trial.Furthest.BestEpoch };
        foreach (var (name, value) in trial.Furthest.Values)
            json[name] = value;
        json["settings"] = Settings(study, trial);
        json["seconds"] = Math.Round(trial.Rungs.Sum(rung => rung.Seconds), 3);
        json["failure"] = trial.Furthest.Failure;
        return json;
    }

    private static JsonObject Result(Study study)
    {
        var json = new JsonObject
        {
            ["model"] = study.Plan.Base.Recipe.Model,
            ["dataset"] = study.Plan.Base.Recipe.Dataset,
            ["method"] = study.Plan.Method,
            ["trials"] = study.Trials.Count,
            ["failed"] = study.Trials.Count(trial => trial.Furthest?.Failure is not null),
            ["epochs"] = study.Trials.Sum(trial => trial.Furthest?.Epochs ?? 0),
            ["seconds"] = Math.Round(study.Trials.SelectMany(trial => trial.Rungs).Sum(rung => rung.Seconds), 3),
            ["best_trial"] = study.Best?.Number,
        };
        if (study.Best is { } best)
        {
            foreach (var (name, value) in best.Furthest!.Values)
                json[name] = value;
            (json["settings"], json["command"]) = (Settings(study, best), study.Plan.Command(best.Values));
        }
        json["run"] = study.Folder;
        return json;
    }

    // As config.json has them: numbers as numbers.
    private static JsonObject Settings(Study study, Trial trial)
    {
        var settings = study.Plan.For(trial.Values);
        return new(trial.Values.Keys.Select(name => KeyValuePair.Create(name, RecipeTable.Find(name).Json(settings.Recipe))));
    }

    private static string Title(string column) => column.Replace('_', ' ');
}
