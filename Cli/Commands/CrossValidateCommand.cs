
using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Reports;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Cli.Commands;

/// <summary>cross-validate: how good a recipe is, and how much one number of one split says.</summary>
internal static class CrossValidateCommand
{
    internal static Command Verb()
    {
        var folds = new Option<int>("--folds") { Description = "equal parts, each held out once", HelpName = "K", DefaultValueFactory = _ => 5 };
        var seeds = new Option<int>("--seeds") { Description = "how often, each time divided and begun by another seed", HelpName = "N", DefaultValueFactory = _ => 1 };
        var verb = new Command("cross-validate", "Train on all parts of the training data but one, for each part. Example: modelzoo cross-validate --model linear-regression --folds 5") { folds, seeds };
        var options = new ChoiceOptions(verb, resumes: true);
        verb.SetAction(parsed =>
        {
            using var signals = new Signals();
            using var stop = ChoiceOptions.Until(signals, ChoiceOptions.MaxTime(parsed));
            CrossValidation validation;
            if (options.Resume(parsed) is { } folder)
            {
                if (ChoiceOptions.Given(parsed).FirstOrDefault() is { } given)
                    return Failure.Usage($"--resume goes on with the settings that the cross-validation was begun with, so {given} cannot be given with it");
                validation = CrossValidation.Open(folder);
            }
            else
                validation = CrossValidation.Create(options.Output(parsed), ChoiceOptions.Settings(parsed), parsed.GetValue(folds), parsed.GetValue(seeds));
            bool json = options.Json(parsed);
            if (!json)
                Console.Out.WriteLine($"{validation.Base.Recipe.Model} on {validation.Base.Recipe.Dataset}: {validation.Folds} folds{(validation.Seeds > 1 ? $", {validation.Seeds} seeds" : "")}, {validation.Base.Recipe.Epochs} epochs each; the test part is not looked at");
            validation.Run(options.Root(parsed), Shared.Warn, json ? null : row =>
                Console.Out.WriteLine($"fold {row.Fold} of seed {row.Seed}: {string.Join("  ", row.Values.Select(value => $"{Title(value.Key)} {value.Value:F4}"))}  ({row.Seconds:F1} s)"), new RunReporter(), stop.Token);
            if (!validation.IsDone)
                return ChoiceOptions.Stopped(signals, "cross-validate", validation.Folder);
            if (json)
                Console.Out.WriteLine(new JsonArray([.. validation.Results.Select(Json)]).ToJsonString());
            else
                Show(validation);
            Console.Out.WriteLine("RESULT " + Result(validation).ToJsonString());
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(CrossValidation validation)
    {
        var names = validation.Results[0].Values.Keys.ToArray();
        string[] Row(string name, Func<string, double> value) => [name, "", "", .. names.Select(column => value(column).ToString("F4")), ""];
        Console.Out.WriteLine();
        TextTable.Write(["fold", "seed", "epochs", .. names.Select(Title), "seconds"],
            [
                .. validation.Results.Select(string[] (row) => [$"{row.Fold}", $"{row.Seed}", row.OfEpoch == row.Epochs ? $"{row.Epochs}" : $"{row.OfEpoch} of {row.Epochs}", .. names.Select(name => row.Values[name].ToString("F4")), row.Seconds.ToString("F1")]),
                Row("mean", name => validation.Over(name).Mean),
                Row("deviation", name => validation.Over(name).Deviation),
            ], right: [.. Enumerable.Range(1, names.Length + 3)]);
        if (validation.Base.Recipe.Patience > 0)
            Console.Out.WriteLine("With patience these are each fold's best epoch, chosen by the fold itself: a little better than what is to be expected.");
        Console.Out.WriteLine($"The table: {TrainingDisplay.Short(validation.Folder)}/folds.csv and folds.json");
    }

    private static JsonObject Json(FoldResult row)
    {
        var json = new JsonObject { ["fold"] = row.Fold, ["seed"] = row.Seed, ["epochs"] = row.Epochs, ["of_epoch"] = row.OfEpoch, ["seconds"] = row.Seconds };
        foreach (var (name, value) in row.Values)
            json[name] = value;
        return json;
    }

    private static JsonObject Result(CrossValidation validation)
    {
        var json = new JsonObject
        {
            ["model"] = validation.Base.Recipe.Model,
            ["dataset"] = validation.Base.Recipe.Dataset,
            ["folds"] = validation.Folds,
            ["seeds"] = validation.Seeds,
            ["epochs"] = validation.Base.Recipe.Epochs,
            ["seconds"] = Math.Round(validation.Results.Sum(row => row.Seconds), 3),
        };
        foreach (var name in validation.Results[0].Values.Keys)
            (json[name], json[name + "_deviation"]) = (validation.Over(name).Mean, validation.Over(name).Deviation);
        json["run"] = validation.Folder;
        return json;
    }

    private static string Title(string column) => column.Replace('_', ' ');
}
