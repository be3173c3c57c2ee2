
using System.Globalization;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training.Names;

namespace ModelZoo.Reproduce;

/// <summary>
/// Experiments and their seeds, run one after another below one folder: NAME/seed-N each, with result.json where it is finished. What is
/// finished is not run again, so that a campaign goes on where it stopped.
/// </summary>
public sealed class Campaign(string output, Conditions? conditions = null)
{
    public string Folder(Experiment experiment, long seed) => Path.Combine(Path.GetFullPath(output), experiment.Name, $"seed-{seed}");

    /// <summary>All finished seeds of an experiment.</summary>
    public IReadOnlyList<Measurement> Finished(Experiment experiment)
    {
        var folder = Path.Combine(Path.GetFullPath(output), experiment.Name);
        return !Directory.Exists(folder) ? [] : [.. Directory.GetDirectories(folder, "seed-*").Select(seed => Measurement.Read(Result(seed))).OfType<Measurement>().OrderBy(run => run.Seed)];
    }

    /// <summary>The finished measurement of a seed, made now unless it is there; null if it was stopped.</summary>
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
            throw new RecipeException($"The folder {folder} cannot be made: {error.Message} Choose another place with --output.");
        }
        if (stop.IsCancellationRequested || experiment.Way.Make(attempt) is not { } made)
            return null;
        made = made with { Seed = seed, Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        File.WriteAllText(Result(folder) + ".new", made.Json() + "\n");
        File.Move(Result(folder) + ".new", Result(folder), overwrite: true);
        return made;
    }

    private static string Result(string folder) => Path.Combine(folder, "result.json");
}
