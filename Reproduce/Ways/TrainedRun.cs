using ModelZoo.Reports;
using ModelZoo.Reproduce.Running;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Reproduce.Ways;

/// <summary>What `train` does: a model of the zoo with its textbook's recipe and what a row says otherwise.</summary>
/// <param name="Settings">Names and values as the command line takes them.</param>
public sealed record TrainedRun(string Model, params (string Name, string Value)[] Settings) : IWay
{
    private static readonly string[] Accuracies = ["train_loss", "train_accuracy", "test_loss", "test_accuracy"], Perplexities = ["train_loss", "train_perplexity", "test_loss", "test_perplexity"];

    public IReadOnlyCollection<string> Metrics => Zoo.Find(Model).Task == TaskKind.LanguageModel ? Perplexities : Accuracies;

    public Settings Chosen(Attempt attempt)
    {
        var settings = ModelSettings.For(Zoo.Find(Model), textbook: true);
        foreach (var (name, value) in Settings)
            settings.Set(name, value, "experiment");
        settings.Set("epochs", $"{attempt.Wanted}", "experiment");
        settings.Set("seed", $"{attempt.Seed}", "experiment");
        settings.Set("threads", $"{attempt.Threads}", "command line");
        settings.Set("precision", attempt.Precision, "command line");
        return settings.Set("device", attempt.Device, "command line");
    }

    public Measurement? Make(Attempt attempt)
    {
        var settings = Chosen(attempt);
        var before = Directory.Exists(attempt.Folder) ? Directory.GetDirectories(attempt.Folder).FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "checkpoints", "last"))) : null;
        using var run = before is null ? new Run(settings, attempt.DataRoot, attempt.Observer, reporter: new RunReporter())
            : Run.Resume(before, settings, ["epochs", "threads", "device"], attempt.DataRoot, attempt.Observer, attempt.Warn, new RunReporter());
        try
        {
            if (run.Train(attempt.Folder, attempt.Stop) == Ending.Cancelled)
                return null;
        }
        catch (DivergedException error)
        {
            attempt.Warn($"{attempt.Experiment.Name}, seed {attempt.Seed}: {error.Message}");
            return new Measurement { Experiment = attempt.Experiment.Name, Epochs = attempt.Wanted, Values = Metrics.ToDictionary(name => name, _ => double.NaN), Hardware = Measurement.Machine(run.Device), Precision = Said(attempt) };
        }
        var rows = run.Trainer.State.Rows;
        return new Measurement
        {
            Experiment = attempt.Experiment.Name,
            Epochs = rows.Count,
            Seconds = run.Trainer.State.Seconds,
            Hardware = Measurement.Machine(run.Device),
            Precision = Said(attempt),
            Values = Metrics.ToDictionary(name => name, name => Of(rows[^1], name)),
            Curves = Metrics.ToDictionary(name => name, name => rows.Select(row => new[] { row.Epoch, Of(row, name) }).ToArray()),
        };
    }

    private static string? Said(Attempt attempt) => attempt.Precision == "fp32" ? null : attempt.Precision;

    private static double Of(EpochRow row, string column) =>
        (column.StartsWith("train_", StringComparison.Ordinal) ? row.Train : row.Test).GetValueOrDefault(column[(column.IndexOf('_') + 1)..], double.NaN);
}
