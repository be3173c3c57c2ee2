using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs;

/// <summary>The folder that a run leaves: config.json, metrics.csv, log.txt and checkpoints/.</summary>
public sealed class RunFolder
{
    private const int LockedOnLinux = 11, LockedOnWindows = unchecked((int)0x80070020);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private RunFolder(string path) => FullPath = path;

    public string FullPath { get; }
    public string Last => Path.Combine(Checkpoints, "last");
    public string Best => Path.Combine(Checkpoints, "best");
    private string Checkpoints => Path.Combine(FullPath, "checkpoints");

    internal string StepCheckpoint(long step) => Path.Combine(Checkpoints, $"step-{step:D8}");
    internal string EpochCheckpoint(int epoch) => Path.Combine(Checkpoints, $"epoch-{epoch:D4}");

    /// <summary>Makes a new folder in `output`, named after time, model and data set.</summary>
    public static RunFolder Create(string output, string model, string dataset) =>
        At(OutputFolder.Create(output, $"{model}-{dataset}"));

    /// <summary>Makes this folder if it does not exist.</summary>
    public static RunFolder At(string path)
    {
        var folder = new RunFolder(Path.GetFullPath(path));
        Directory.CreateDirectory(folder.Checkpoints);
        return folder;
    }

    /// <summary>The path, or for `latest` the newest run in the folder runs.</summary>
    public static string Find(string path)
    {
        if (path != "latest" || Directory.Exists(path))
            return path;
        var runs = Directory.Exists("runs") ? Directory.GetDirectories("runs") : [];
        return runs.Where(run => Directory.Exists(new RunFolder(run).Checkpoints)).Max(StringComparer.Ordinal)
            ?? throw new RecipeException("--run latest: there is no run in the folder runs. Give the folder of a run.");
    }

    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(Path.GetFullPath(Find(path)));
        return Directory.Exists(folder.Checkpoints) ? folder : throw new RecipeException(
            $"{path} is not the folder of a run: it has no checkpoints. Give the folder that train printed.");
    }

    /// <summary>Fails early if nothing can be written into `output`. Leaves nothing there.</summary>
    public static void Check(string output)
    {
        var existing = Path.GetFullPath(output);
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } above)
            existing = above;
        try
        {
            File.Create(Path.Combine(existing, $".{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var why = File.Exists(existing) ? $"{existing} is a file" : $"nothing can be written into {existing}";
            throw new RecipeException($"Runs cannot be kept in {output}: {why}. Choose another place with --output.");
        }
    }

    /// <summary>Keeps other processes from training the same run. The lock ends with the process.</summary>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(Path.Combine(FullPath, "running"),
                FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (error.HResult is LockedOnLinux or LockedOnWindows)
        {
            throw new RecipeException(
                $"The run in {FullPath} is being trained by another process: wait until that has ended, or stop it.");
        }
    }

    public void WriteConfig(JsonObject settings, JsonObject machine) =>
        Write("config.json",
            new JsonObject { ["settings"] = settings, ["machine"] = machine }.ToJsonString(Indented) + "\n");

    /// <summary>Writes all epochs so far. Rows of epochs that a resumed run trains again are gone.</summary>
    public void WriteMetrics(IReadOnlyList<EpochRow> rows)
    {
        if (rows.Count == 0)
            return;
        string[] train = [.. rows[0].Train.Keys], validation = [.. rows[0].Validation.Keys];
        // With a held-out part only the best epoch is tested, but its columns stay where readers expect them.
        string[] test = validation is [] ? [.. rows[0].Test.Keys] : validation;
        var text = new StringBuilder();
        text.AppendJoin(',',
            [
                "epoch", "step", "seconds", "lr",
                .. train.Select(name => $"train_{name}"),
                .. test.Select(name => $"test_{name}"),
                "examples_per_second",
                .. validation.Select(name => $"validation_{name}"),
            ]).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',',
                [
                    $"{row.Epoch}", $"{row.Step}", $"{row.Seconds:F3}", $"{row.LearningRate:R}",
                    .. train.Select(name => $"{row.Train[name]:R}"),
                    .. test.Select(name => $"{row.Test.GetValueOrDefault(name, double.NaN):R}"),
                    $"{row.ExamplesPerSecond:F1}",
                    .. validation.Select(name => $"{row.Validation[name]:R}"),
                ]).Append('\n');
        Write("metrics.csv", text.ToString());
    }

    /// <summary>Deletes all but the newest checkpoints of steps.</summary>
    internal void KeepSteps(int count)
    {
        foreach (var old in Directory.GetDirectories(Checkpoints, "step-*").Order().SkipLast(count))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Deletes the checkpoints of all other epochs.</summary>
    internal void KeepEpochs(IReadOnlyCollection<int> epochs)
    {
        foreach (var old in Directory.GetDirectories(Checkpoints, "epoch-*").Except(epochs.Select(EpochCheckpoint)))
            Directory.Delete(old, recursive: true);
    }

    public void Log(string line) =>
        File.AppendAllText(Path.Combine(FullPath, "log.txt"), $"{DateTime.Now:yyyy-MM-dd HH:mm:ss} {line}\n");

    /// <summary>Logs what is also printed: after a failure the log may be out of reach too.</summary>
    public void TryLog(string line)
    {
        try
        {
            Log(line);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Write(string name, string text) => OutputFolder.Write(Path.Combine(FullPath, name), text);
}
