using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Cli.Exit;
using ModelZoo.Reports;
using ModelZoo.Runs.Selection;

namespace ModelZoo.Cli.Commands;

/// <summary>cross-validate: how good a recipe is, and how far one number of one split may be off.</summary>
internal static class CrossValidateCommand
{
    private static readonly Option<int> Folds = Options.Of("--folds", "K", "equal parts, each held out once", 5);
    private static readonly Option<int> Seeds = Options.Of("--seeds", "N", "repeat with other splits and weights", 1);

    internal static Command Verb()
    {
        var verb = new Command("cross-validate", Options.About("Hold out each part of the training data once",
            "cross-validate --model linear-regression --folds 5")) { Folds, Seeds };
        var options = new ChoiceOptions(verb, resumes: true);
        verb.SetAction(parsed => Run(parsed, options));
        return verb;
    }

    private static int Run(ParseResult parsed, ChoiceOptions options)
    {
        using var signals = new Signals();
        using var stop = ChoiceOptions.Until(signals, parsed);
        CrossValidation validation;
        if (options.Resume(parsed) is { } folder)
        {
            if (ChoiceOptions.FirstGiven(parsed) is { } given)
                return ChoiceOptions.NotWithResume(given);
            validation = CrossValidation.Open(folder);
        }
        else
            validation = CrossValidation.Create(
                options.Folder(parsed), ChoiceOptions.Settings(parsed), parsed.GetValue(Folds), parsed.GetValue(Seeds));
        bool json = options.Json(parsed);
        if (!json)
            Announce(validation);
        validation.Run(options.Root(parsed), Output.Warn, json ? null : ShowFold, new RunReporter(), stop.Token);
        if (!validation.IsDone)
            return ChoiceOptions.Stopped(signals, "cross-validate", validation.Folder);
        if (json)
            Output.Json(validation.Results.Select(Json));
        else
            Show(validation);
        Output.Result(Result(validation));
        return ExitCode.Done;
    }

    private static void Announce(CrossValidation validation)
    {
        var recipe = validation.Base.Recipe;
        var seeds = validation.Seeds > 1 ? $", {validation.Seeds} seeds" : "";
        Console.Out.WriteLine($"{recipe.Model} on {recipe.Dataset}: {validation.Folds} folds{seeds}, "
            + $"{Output.Count(recipe.Epochs, "epoch")} each; the test part is not used");
    }

    private static void ShowFold(FoldResult row) => Console.Out.WriteLine(
        $"fold {row.Fold} of seed {row.Seed}: {Output.Values(row.Values)}  ({row.Seconds:F1} s)");

    private static void Show(CrossValidation validation)
    {
        var names = validation.Results[0].Values.Keys.ToArray();
        string[] Fold(FoldResult row) =>
        [
            $"{row.Fold}", $"{row.Seed}",
            row.OfEpoch == row.Epochs ? $"{row.Epochs}" : $"{row.OfEpoch} of {row.Epochs}",
            .. names.Select(name => row.Values[name].ToString("F4")), row.Seconds.ToString("F1"),
        ];
        string[] Total(string title, Func<string, double> value) =>
            [title, "", "", .. names.Select(name => value(name).ToString("F4")), ""];
        Console.Out.WriteLine();
        TextTable.Write(["fold", "seed", "epochs", .. names.Select(Output.Heading), "seconds"],
            [
                .. validation.Results.Select(Fold),
                Total("mean", name => validation.Over(name).Mean),
                Total("deviation", name => validation.Over(name).Deviation),
            ],
            right: [.. Enumerable.Range(1, names.Length + 3)]);
        if (validation.Base.Recipe.Patience > 0)
            Console.Out.WriteLine("With patience, each fold's best epoch counts, which the fold itself chose: "
                + "expect slightly worse results on new data.");
        Console.Out.WriteLine($"table: {Output.ShortPath(validation.Folder)}/folds.csv and folds.json");
    }

    private static JsonObject Json(FoldResult row)
    {
        var json = Output.Object(("fold", row.Fold), ("seed", row.Seed), ("epochs", row.Epochs),
            ("of_epoch", row.OfEpoch), ("seconds", row.Seconds));
        foreach (var (name, value) in row.Values)
            json[name] = value;
        return json;
    }

    private static JsonObject Result(CrossValidation validation)
    {
        var recipe = validation.Base.Recipe;
        var json = Output.Object(
            ("model", recipe.Model), ("dataset", recipe.Dataset), ("folds", validation.Folds),
            ("seeds", validation.Seeds), ("epochs", recipe.Epochs),
            ("seconds", Math.Round(validation.Results.Sum(row => row.Seconds), 3)));
        foreach (var name in validation.Results[0].Values.Keys)
            (json[name], json[name + "_deviation"]) = (validation.Over(name).Mean, validation.Over(name).Deviation);
        json["run"] = validation.Folder;
        return json;
    }
}
