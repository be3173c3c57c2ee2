using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs;

/// <summary>What a run leaves behind: config.json, metrics.csv, log.txt and checkpoints/.</summary>
public sealed class RunFolder
{
    private const int Locked = 11, SharingViolation = unchecked((int)0x80070020);   // as Linux and Windows say it
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private RunFolder(string path) => FullPath = path;

    public string FullPath { get; }
    public string Last => Path.Combine(FullPath, "checkpoints", "last");
    public string Best => Path.Combine(FullPath, "checkpoints", "best");
    public string StepCheckpoint(long step) => Path.Combine(FullPath, "checkpoints", $"step-{step:D8}");

    public string EpochCheckpoint(int epoch) => Path.Combine(FullPath, "checkpoints", $"epoch-{epoch:D4}");

    /// <summary>A new folder below `output`, named by time, model and data set.</summary>
    public static RunFolder Create(string output, string model, string dataset)
    {
        var name = $"{DateTime.Now:yyyyMMdd-HHmmss}-{model.Replace('/', '-')}-{dataset}";
        var path = Path.GetFullPath(Path.Combine(output, name));
        for (int again = 2; Directory.Exists(path); again++)
            path = Path.GetFullPath(Path.Combine(output, $"{name}-{again}"));
        try
        {
            Directory.CreateDirectory(Path.Combine(path, "checkpoints"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"The run folder {path} cannot be made: {error.Message} Choose another place with --output.");
        }
        return new RunFolder(path);
    }

    /// <summary>Refuses an `output` below which nothing can be made, before time goes into what it is for. Leaves nothing there.</summary>
    public static void Check(string output)
    {
        var there = Path.GetFullPath(output);
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } above)
            there = above;
        try
        {
            File.Create(Path.Combine(there, $".{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"Runs cannot be kept in {output}: {(File.Exists(there) ? $"{there} is a file" : $"nothing can be written into {there}")}. Choose another place with --output.");
        }
    }

    /// <summary>This very folder, made if need be: a trial's or a fold's, which has its name from what it belongs to.</summary>
    public static RunFolder At(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.Combine(full, "checkpoints"));
        return new RunFolder(full);
    }

    public static RunFolder Open(string path)
    {
        var full = Path.GetFullPath(path);
        return Directory.Exists(Path.Combine(full, "checkpoints"))
            ? new RunFolder(full)
            : throw new RecipeException($"{path} is not the folder of a run: it has no checkpoints. Give the folder that train printed.");
    }

    /// <summary>Held while a run is trained: two processes would write over each other's checkpoints. The lock goes with the process, however it ends.</summary>
    public IDisposable Alone()
    {
        try
        {
            return new FileStream(Path.Combine(FullPath, "running"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (error.HResult is Locked or SharingViolation)
        {
            throw new RecipeException($"The run in {FullPath} is being trained by another process: wait until that has ended, or stop it.");
        }
    }

    public void WriteConfig(JsonObject settings, JsonObject machine) =>
        Write("config.json", new JsonObject { ["settings"] = settings, ["machine"] = machine }.ToJsonString(Json) + "\n");

    /// <summary>All epochs so far, written anew each time: after a resume there is no row of an epoch that is trained again.</summary>
    public void WriteMetrics(IReadOnlyList<EpochRow> rows)
    {
        if (rows.Count == 0)
            return;
        var text = new StringBuilder();
        // With a part held out the test has been looked at in one epoch at most; its columns stay where readers expect them.
        string[] trained = [.. rows[0].Train.Keys], validated = [.. rows[0].Validation.Keys], tested = validated is [] ? [.. rows[0].Test.Keys] : validated;
        text.AppendJoin(',', ["epoch", "step", "seconds", "lr", .. trained.Select(n => "train_" + n), .. tested.Select(n => "test_" + n), "examples_per_second", .. validated.Select(n => "validation_" + n)]).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',', [$"{row.Epoch}", $"{row.Step}", $"{row.Seconds:F3}", $"{row.LearningRate:R}",
                .. trained.Select(n => $"{row.Train[n]:R}"), .. tested.Select(n => $"{row.Test.GetValueOrDefault(n, double.NaN):R}"), $"{row.ExamplesPerSecond:F1}", .. validated.Select(n => $"{row.Validation[n]:R}")]).Append('\n');
        Write("metrics.csv", text.ToString());
    }

    /// <summary>Only the newest checkpoints of single steps stay.</summary>
    public void KeepSteps(int count)
    {
        foreach (var old in Directory.GetDirectories(Path.Combine(FullPath, "checkpoints"), "step-*").Order().SkipLast(count))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Of the checkpoints of epochs only these stay.</summary>
    public void KeepEpochs(IReadOnlyCollection<int> epochs)
    {
        foreach (var folder in Directory.GetDirectories(Path.Combine(FullPath, "checkpoints"), "epoch-*"))
            if (!epochs.Any(epoch => EpochCheckpoint(epoch) == folder))
                Directory.Delete(folder, recursive: true);
    }

    /// <summary>For what is told on stderr as well: where it went wrong, the log may be out of reach too.</summary>
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

    public void Log(string line) => File.AppendAllText(Path.Combine(FullPath, "log.txt"), $"{DateTime.Now:yyyy-MM-dd HH:mm:ss} {line}\n");

    private void Write(string name, string text)
    {
        var path = Path.Combine(FullPath, name);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
