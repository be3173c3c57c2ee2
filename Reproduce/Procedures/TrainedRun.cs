using ModelZoo.Reports;
using ModelZoo.Reports.Charts;
using ModelZoo.Reproduce.Running;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Reproduce.Procedures;

/// <summary>Trains a model of the zoo with the textbook's recipe and a row's own settings.</summary>
/// <param name="Settings">Names and values as the command line takes them.</param>
internal sealed record TrainedRun(string Model, params (string Name, string Value)[] Settings) : IProcedure
{
    private static readonly string[] Accuracies = ["train_loss", "train_accuracy", "test_loss", "test_accuracy"];
    private static readonly string[] Perplexities = ["train_loss", "train_perplexity", "test_loss", "test_perplexity"];

    public IReadOnlyCollection<string> Metrics =>
        Zoo.Find(Model).Task == TaskKind.LanguageModel ? Perplexities : Accuracies;

    public void Run(Attempt attempt, Measurement found)
    {
        found.Precision = attempt.Precision == "fp32" ? null : attempt.Precision;
        using var run = Open(attempt);
        try
        {
            if (run.Train(attempt.Folder, attempt.Stop) == Ending.Cancelled)
                throw new OperationCanceledException(attempt.Stop);
        }
        catch (DivergedException error)
        {
            attempt.Warn($"{attempt.Experiment.Name}, seed {attempt.Seed}: {error.Message}");
            found.Hardware = Measurement.Machine(run.Device);
            foreach (var metric in Metrics)
                found.Values[metric] = double.NaN;
            return;
        }
        found.Hardware = Measurement.Machine(run.Device);
        found.Seconds = run.Trainer.State.Seconds;
        found.Epochs = run.Trainer.State.Rows.Count;
        foreach (var row in run.Trainer.State.Rows)
            foreach (var metric in Metrics)
                found.Add(metric, row.Epoch, Value(row, metric));
    }

    internal Settings SettingsOf(Attempt attempt)
    {
        var settings = ModelSettings.For(Zoo.Find(Model), textbook: true);
        foreach (var (name, value) in Settings)
            settings.Set(name, value, "experiment");
        return settings
            .Set(r => r.Epochs, attempt.Wanted, "experiment")
            .Set(r => r.Seed, attempt.Seed, "experiment")
            .Set(r => r.Threads, attempt.Threads, "command line")
            .Set(r => r.Precision, attempt.Precision, "command line")
            .Set(r => r.Device, attempt.Device, "command line");
    }

    // Resumes the run that an earlier attempt left in the folder.
    private Run Open(Attempt attempt)
    {
        var settings = SettingsOf(attempt);
        string[] folders = Directory.Exists(attempt.Folder) ? Directory.GetDirectories(attempt.Folder) : [];
        var before = folders.FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "checkpoints", "last")));
        var (root, reporter) = (attempt.DataRoot, new RunReporter());
        string[] changing = ["epochs", "threads", "device"];
        return before is null
            ? RunBuilder.Build(settings, root, attempt.Observer, reporter)
            : RunBuilder.Resume(before, attempt.Warn, root, attempt.Observer, reporter, settings, changing);
    }

    private static double Value(EpochRow row, string column)
    {
        var part = column.StartsWith("train_", StringComparison.Ordinal) ? row.Train : row.Test;
        return part.GetValueOrDefault(MetricFormat.MetricOf(column), double.NaN);
    }
}
