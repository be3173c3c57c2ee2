using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Reports;
using ModelZoo.Runs.Recipes;
using ModelZoo.Runs.Selection;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>tune: finds the best of many settings, judged by a part that is held out of the training data.</summary>
internal static class TuneCommand
{
    private const string Example =
        "tune --model mlp --search \"lr=log:0.001..1,batch-size=64|256\" --method bayes --trials 20";
    private static readonly Option<string[]> Search = new("--search")
    {
        Description = "settings and their values: lr=log:0.001..1,batch-size=64|128,optimizer=sgd|adam",
        HelpName = "SPACE",
        Arity = new ArgumentArity(1, 100),
    };
    private static readonly Option<string> Method =
        Options.Of("--method", "NAME", string.Join(", ", SearchTable.Names), "random");
    private static readonly Option<int?> Trials = Options.Of<int?>("--trials", "N", "how many trials start");
    private static readonly Option<int> Eta =
        Options.Of("--eta", "N", "halving and hyperband train one of N trials further", 3);
    private static readonly Option<int> Parallel =
        Options.Of("--parallel", "P", "trials at a time, each in a process with its share of the cores", 1);

    internal static Command Verb()
    {
        var verb = new Command("tune", Options.About("Search for good settings", Example))
        {
            Search, Method, Trials, Eta, Parallel,
        };
        var options = new ChoiceOptions(verb, resumes: true);
        verb.SetAction(parsed => Run(parsed, options));
        return verb;
    }

    private static int Run(ParseResult parsed, ChoiceOptions options)
    {
        using var signals = new Signals();
        using var stop = ChoiceOptions.Until(signals, parsed);
        int parallel = parsed.GetValue(Parallel);
        if (parallel is < 1 or > 1024)
            return Failure.Usage($"--parallel takes a whole number from 1 to 1024, not '{parallel}'");
        var search = parsed.GetValue(Search) ?? [];
        Study study;
        if (options.Resume(parsed) is { } folder)
        {
            if ((ChoiceOptions.FirstGiven(parsed) ?? (search.Length > 0 ? "--search" : null)) is { } given)
                return ChoiceOptions.NotWithResume(given);
            study = Study.Open(folder);
        }
        else
        {
            if (search.Length == 0)
                return Failure.Usage("--search is missing: it names the settings to try, such as lr=log:0.001..1");
            study = Study.Create(options.Folder(parsed), StudyPlan.Of(
                ChoiceOptions.Settings(parsed), string.Join(',', search),
                parsed.GetValue(Method)!, parsed.GetValue(Trials), parsed.GetValue(Eta)));
        }
        bool json = options.Json(parsed);
        if (!json)
            Announce(study);
        var root = options.Root(parsed);
        var runner = parallel == 1
            ? TrialRunners.Here(root, Output.Warn, new RunReporter())
            : TrialProcess.Runner(root, Math.Max(1, get_num_threads() / parallel));
        study.Run(runner, parallel, json ? null : (trial, rung) => ShowTrial(study, trial, rung), stop.Token);
        if (json)
            Output.Json(study.Ranked.Select(trial => Json(study, trial)));
        else
            Show(study);
        if (!study.IsDone)
            return ChoiceOptions.Stopped(signals, "tune", study.Folder);
        Output.Result(Result(study));
        return study.Best is null ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Announce(Study study)
    {
        var recipe = study.Plan.Base.Recipe;
        var atMost = study.Plan.Method is "halving" or "hyperband" ? " at most" : "";
        Console.Out.WriteLine($"{recipe.Model} on {recipe.Dataset}: {Output.Count(study.Planned, "trial")} by "
            + $"{study.Plan.Method}, {Output.Count(recipe.Epochs, "epoch")}{atMost}, judged by {recipe.Validation} "
            + "of the training part; the test part is not used");
    }

    private static void ShowTrial(Study study, Trial trial, Rung rung)
    {
        var settings = string.Join("  ", trial.Values.Select(value => $"{value.Key} {value.Value}"));
        var values = rung.Failure is { } failure
            ? $"failed: {failure}"
            : Output.Values(rung.Values.Where(value => value.Key.StartsWith("validation_", StringComparison.Ordinal)));
        var best = study.Best == trial ? "  best" : "";
        Console.Out.WriteLine($"trial {trial.Number}/{study.Planned}  {settings}  "
            + $"{Output.Count(rung.Epochs, "epoch")}  {values}  ({rung.Seconds:F1} s){best}");
    }

    private static void Show(Study study)
    {
        var ranked = study.Ranked.ToArray();
        if (ranked.Length == 0)
            return;
        string[] settings = [.. study.Plan.Space.Dimensions.Select(dimension => dimension.Name)];
        string[] values = [.. ranked.SelectMany(trial => trial.Furthest!.Values.Keys).Distinct()];
        string Value(Trial trial, string name) =>
            trial.Furthest!.Values.TryGetValue(name, out var value) ? value.ToString("F4") : "failed";
        Console.Out.WriteLine();
        TextTable.Write(["trial", .. settings, "epochs", .. values.Select(Output.Heading), "seconds"],
            ranked.Select(string[] (trial) =>
            [
                $"{trial.Number}", .. settings.Select(name => trial.Values[name]), $"{trial.Furthest!.Epochs}",
                .. values.Select(name => Value(trial, name)), $"{trial.Rungs.Sum(rung => rung.Seconds):F1}",
            ]),
            right: [.. Enumerable.Range(0, settings.Length + values.Length + 3)]);
        Console.Out.WriteLine($"table: {Output.ShortPath(study.Folder)}/trials.csv and trials.json");
        if (study.Best is { } best)
            Console.Out.WriteLine($"next, train the best in full and test it: {Command(study, best)}");
        else
            Output.Warn($"every trial failed; the first one because: {ranked[0].Furthest!.Failure}");
    }

    private static JsonObject Json(Study study, Trial trial)
    {
        var json = Output.Object(("trial", trial.Number), ("bracket", trial.Bracket),
            ("epochs", trial.Furthest!.Epochs), ("best_epoch", trial.Furthest.BestEpoch));
        foreach (var (name, value) in trial.Furthest.Values)
            json[name] = value;
        json["settings"] = Settings(study, trial);
        json["seconds"] = Math.Round(trial.Rungs.Sum(rung => rung.Seconds), 3);
        json["failure"] = trial.Furthest.Failure;
        return json;
    }

    private static JsonObject Result(Study study)
    {
        var recipe = study.Plan.Base.Recipe;
        var json = Output.Object(
            ("model", recipe.Model), ("dataset", recipe.Dataset), ("method", study.Plan.Method),
            ("trials", study.Trials.Count),
            ("failed", study.Trials.Count(trial => trial.Furthest?.Failure is not null)),
            ("epochs", study.Trials.Sum(trial => trial.Furthest?.Epochs ?? 0)),
            ("seconds", Math.Round(study.Trials.SelectMany(trial => trial.Rungs).Sum(rung => rung.Seconds), 3)),
            ("best_trial", study.Best?.Number));
        if (study.Best is { } best)
        {
            foreach (var (name, value) in best.Furthest!.Values)
                json[name] = value;
            (json["settings"], json["command"]) = (Settings(study, best), Command(study, best));
        }
        json["run"] = study.Folder;
        return json;
    }

    // As in config.json: numbers as numbers.
    private static JsonObject Settings(Study study, Trial trial)
    {
        var settings = study.Plan.For(trial.Values);
        return new(trial.Values.Keys.Select(name =>
            KeyValuePair.Create(name, Setting.Find(name).Json(settings.Recipe))));
    }

    private static string Command(Study study, Trial best) =>
        study.Plan.Command(best.Values).Replace("dotnet run", Output.Program, StringComparison.Ordinal);
}
