using System.Text.Json.Nodes;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>
/// K-fold cross-validation (Stone 1974): each of k equal parts of the training data is held out once, and the model trained on the others. Its spread
/// says how far one number of one split may be off. The test part is not looked at.
/// </summary>
public sealed class CrossValidation
{
    private const string PlanFile = "cross-validation.json", FoldsFile = "folds.json", TableFile = "folds.csv";
    private readonly StudyFolder _folder;
    private readonly List<FoldResult> _results;

    private CrossValidation(StudyFolder folder, Settings settings, int folds, int seeds, List<FoldResult> results) =>
        (_folder, Base, Folds, Seeds, _results) = (folder, settings, folds, seeds, results);

    public Settings Base { get; }
    public int Folds { get; }

    /// <summary>How often the whole is done, each time divided and begun by another seed.</summary>
    public int Seeds { get; }

    public string Folder => _folder.FullPath;
    public IReadOnlyList<FoldResult> Results => _results;
    public bool IsDone => _results.Count == Folds * Seeds;

    public static CrossValidation Create(string output, Settings settings, int folds, int seeds = 1)
    {
        if (folds is < 2 or > 1000)
            throw new RecipeException($"--folds takes a whole number from 2 to 1000, not '{folds}'.");
        if (seeds < 1)
            throw new RecipeException($"--seeds takes a whole number of at least 1, not '{seeds}'.");
        if (settings.Recipe.Validation != "0")
            throw new RecipeException("--validation does not go with cross-validation: it is the folds that are held out.");
        settings.Set("max-time", "0", "default");   // a fold that is cut short could not be compared
        var folder = StudyFolder.Create(output, "cross-validate", settings.Recipe);
        folder.Write(PlanFile, new JsonObject { ["settings"] = settings.Json(), ["folds"] = folds, ["seeds"] = seeds });
        return new(folder, settings, folds, seeds, []);
    }

    public static CrossValidation Open(string path)
    {
        var folder = StudyFolder.Open(path, PlanFile);
        try
        {
            var plan = folder.Read<JsonObject>(PlanFile)!;
            var settings = (JsonObject)plan["settings"]!;
            return new(folder, new Settings((string)settings["model"]!["value"]!).Read(settings, "study"), (int)plan["folds"]!, (int)plan["seeds"]!, folder.Read<List<FoldResult>>(FoldsFile) ?? []);
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or InvalidCastException or FormatException)
        {
            throw new RecipeException($"{folder[PlanFile]} is damaged, so the cross-validation cannot go on: {error.Message}");
        }
    }

    /// <summary>Trains the folds that are not done yet, one after the other; a fold that was stopped goes on from its checkpoint.</summary>
    public void Run(string? dataRoot, Action<string> warn, Action<FoldResult>? ended = null, IReporter? reporter = null, CancellationToken stop = default)
    {
        for (int done = _results.Count; done < Folds * Seeds && !stop.IsCancellationRequested; done++)
        {
            var (fold, seed) = (done % Folds + 1, Base.Recipe.Seed + done / Folds);
            var settings = new Settings(Base.Recipe.Model).Read(Base.Json(), "study")
                .Set("validation", $"{fold}/{Folds}", "cross-validate").Set("seed", $"{seed}", done < Folds ? Base.Origin("seed") : "cross-validate");
            var result = TrialRun.Go(_folder[$"fold-{fold}{(Seeds > 1 ? $"-seed-{seed}" : "")}"], settings, settings.Recipe.Epochs, dataRoot, warn, stop, reporter);
            if (result is null or { Interrupted: true })
                return;
            var row = Of(fold, seed, result);
            _results.Add(row);
            Save();
            ended?.Invoke(row);
        }
    }

    /// <summary>The values of all folds under a name, as train_loss or validation_accuracy: their mean, and their deviation from it as a sample's.</summary>
    public (double Mean, double Deviation) Over(string name)
    {
        var values = _results.Select(result => result.Values[name]).ToArray();
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }

    // The last epoch's values; those of the best one only where patience takes it, for a best of many is better than what to expect.
    private FoldResult Of(int fold, long seed, TrialResult result)
    {
        var row = Base.Recipe.Patience > 0 ? result.Best : result.Last;
        return new FoldResult(fold, seed, result.Last.Epoch, row.Epoch,
            row.Train.Select(value => ("train_" + value.Key, value.Value)).Concat(row.Validation.Select(value => ("validation_" + value.Key, value.Value))).ToDictionary(), Math.Round(result.Last.Seconds, 3));
    }

    private void Save()
    {
        _folder.Write(FoldsFile, _results);
        string[] values = [.. _results[0].Values.Keys];
        _folder.WriteCsv(TableFile, ["fold", "seed", "epochs", "of_epoch", .. values, "seconds"],
            _results.Select(result => (IEnumerable<object?>)[result.Fold, result.Seed, result.Epochs, result.OfEpoch, .. values.Select(name => (object?)result.Values[name]), result.Seconds]));
    }
}

/// <summary>A row of the table.</summary>
/// <param name="OfEpoch">The epoch that the values are of.</param>
public sealed record FoldResult(int Fold, long Seed, int Epochs, int OfEpoch, IReadOnlyDictionary<string, double> Values, double Seconds);
