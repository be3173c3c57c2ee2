using System.Text.Json.Nodes;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>
/// K-fold cross-validation (Stone 1974): each of k equal parts of the training data is held out once, and the model
/// trained on the others. The spread of the results tells how much one split can be off. The test data are not used.
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

    /// <summary>How often the data are divided anew, each time with another seed.</summary>
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
        if (!settings.Recipe.Validation.IsNothing)
            throw new RecipeException(
                "--validation does not go with cross-validation: the folds are what is held out.");
        settings.Reset("max-time");   // results of shortened folds could not be compared
        var folder = StudyFolder.Create(output, "cross-validate", settings.Recipe);
        folder.Write(PlanFile, new JsonObject { ["settings"] = settings.Json(), ["folds"] = folds, ["seeds"] = seeds });
        return new(folder, settings, folds, seeds, []);
    }

    public static CrossValidation Open(string path)
    {
        var folder = StudyFolder.Open(path, PlanFile);
        return folder.ReadPlan(PlanFile, plan => new CrossValidation(
            folder, new Settings("").Read((JsonObject)plan["settings"]!, "study"),
            (int)plan["folds"]!, (int)plan["seeds"]!, folder.Read<List<FoldResult>>(FoldsFile) ?? []));
    }

    /// <summary>Trains the remaining folds one by one. A fold that was stopped goes on from its checkpoint.</summary>
    public void Run(
        string? dataRoot, Action<string> warn, Action<FoldResult>? ended = null, IReporter? reporter = null,
        CancellationToken stop = default)
    {
        for (int done = _results.Count; done < Folds * Seeds && !stop.IsCancellationRequested; done++)
        {
            var (fold, seed) = (done % Folds + 1, Base.Recipe.Seed + done / Folds);
            var settings = new Settings(Base)
                .Set(r => r.Validation, HeldOut.OneFold(fold, Folds), "cross-validate")
                .Set(r => r.Seed, seed, done < Folds ? Base.Origin("seed") : "cross-validate");
            var folder = _folder[$"fold-{fold}{(Seeds > 1 ? $"-seed-{seed}" : "")}"];
            var result = TrialRunners.Train(folder, settings, settings.Recipe.Epochs, dataRoot, warn, reporter, stop);
            if (result is null or { Interrupted: true })
                return;
            // A best of many epochs promises too much, so it counts only where patience takes it.
            var row = Base.Recipe.Patience > 0 ? result.Best : result.Last;
            double seconds = Math.Round(result.Last.Seconds, 3);
            _results.Add(new FoldResult(fold, seed, result.Last.Epoch, row.Epoch, TrialResult.Values(row), seconds));
            Save();
            ended?.Invoke(_results[^1]);
        }
    }

    /// <summary>Mean and sample standard deviation over the folds, of a value such as validation_accuracy.</summary>
    public (double Mean, double Deviation) Over(string name)
    {
        var values = _results.Select(result => result.Values[name]).ToArray();
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }

    private void Save()
    {
        _folder.Write(FoldsFile, _results);
        string[] names = [.. _results[0].Values.Keys];
        IEnumerable<object?> Row(FoldResult result) =>
        [
            result.Fold, result.Seed, result.Epochs, result.OfEpoch,
            .. names.Select(name => (object?)result.Values[name]),
            result.Seconds,
        ];
        _folder.WriteCsv(TableFile, ["fold", "seed", "epochs", "of_epoch", .. names, "seconds"], _results.Select(Row));
    }
}

/// <param name="Epochs">How many epochs were trained.</param>
/// <param name="OfEpoch">The epoch of these values.</param>
public sealed record FoldResult(
    int Fold, long Seed, int Epochs, int OfEpoch, IReadOnlyDictionary<string, double> Values, double Seconds);
