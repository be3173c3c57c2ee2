using System.Diagnostics;
using System.Globalization;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce;

/// <summary>Runs each seed in the folder NAME/seed-N, with result.json at its end, and only once.</summary>
public sealed class Campaign(string output, Conditions? conditions = null)
{
    /// <summary>All finished seeds of an experiment.</summary>
    public IReadOnlyList<Measurement> Finished(Experiment experiment)
    {
        var folder = Folder(experiment);
        string[] seeds = Directory.Exists(folder) ? Directory.GetDirectories(folder, "seed-*") : [];
        return [.. seeds.Select(seed => Measurement.Read(Result(seed))).OfType<Measurement>().OrderBy(run => run.Seed)];
    }

    /// <summary>The result of a seed, which is run now unless it is finished. Null if it was stopped.</summary>
    public Measurement? Run(Experiment experiment, long seed, CancellationToken stop)
    {
        var folder = Folder(experiment, seed);
        var attempt = new Attempt(conditions ?? new Conditions(), experiment, seed, folder, stop);
        if (Measurement.Read(Result(folder)) is { } before && before.Epochs >= attempt.Wanted)
            return before;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException(
                $"Cannot create the folder {folder}: {error.Message} Choose another place with --output.");
        }
        if (Measure(attempt) is not { } made)
            return null;
        AtomicFile.WriteText(Result(folder), made.Json() + "\n");
        return made;
    }

    internal string Folder(Experiment experiment, long seed) => Path.Combine(Folder(experiment), $"seed-{seed}");

    private string Folder(Experiment experiment) => Path.Combine(Path.GetFullPath(output), experiment.Name);

    private static Measurement? Measure(Attempt attempt)
    {
        var watch = Stopwatch.StartNew();
        var found = new Measurement
        {
            Experiment = attempt.Experiment.Name,
            Seed = attempt.Seed,
            Epochs = attempt.Wanted,
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        try
        {
            attempt.Stop.ThrowIfCancellationRequested();
            attempt.Experiment.Procedure.Run(attempt, found);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        if (found.Hardware.Length == 0)
            found.Hardware = Measurement.Machine(CPU);
        if (found.Seconds == 0)
            found.Seconds = watch.Elapsed.TotalSeconds;
        return found;
    }

    private static string Result(string folder) => Path.Combine(folder, "result.json");
}
