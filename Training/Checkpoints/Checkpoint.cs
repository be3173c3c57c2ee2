using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelZoo.Datasets.Sets;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Tables;
using ModelZoo.Weights;

namespace ModelZoo.Training.Checkpoints;

/// <summary>A folder from which a run continues exactly: three files and SHA256SUMS of them.</summary>
public sealed record Checkpoint(JsonObject Settings, ModelArguments Arguments, TrainerState Trainer, LoaderState Loader,
    Dictionary<string, Tensor> Model, StateDict State)
{
    /// <summary>What the network must know of its data; null in checkpoints of older versions.</summary>
    public DataDescription? Data { get; init; }

    /// <summary>Type and assembly that build a network of the user's own; null for one of the zoo.</summary>
    public string? Builder { get; init; }

    private const string ModelFile = "model.safetensors", StateFile = "state.safetensors", JsonFile = "checkpoint.json";
    private const int Attempts = 20;

    // A missing number is damage, not a zero.
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Replaces the checkpoint in the folder, or fails and leaves it untouched.</summary>
    public void Save(string folder)
    {
        // Written as NAME.new and then renamed. The checkpoint before is NAME.old until the end.
        var fresh = folder + ".new";
        try
        {
            var parent = Path.GetDirectoryName(folder)!;
            Directory.CreateDirectory(parent);
            Write(fresh);
            Platform.FlushFolder(fresh);
            // A kill between the two renames leaves NAME.new and NAME.old, both whole. Load looks for them.
            Remove(folder + ".old");
            if (Directory.Exists(folder))
                Directory.Move(folder, folder + ".old");
            Directory.Move(fresh, folder);
            Platform.FlushFolder(parent);
            Remove(folder + ".old");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder) || !IsWhole(fresh))
                TryRemove(fresh);
            throw new CheckpointException($"The checkpoint {folder} cannot be written: {error.Message}", error);
        }
    }

    private void Write(string folder)
    {
        Remove(folder);
        Directory.CreateDirectory(folder);
        Safetensors.Save(Path.Combine(folder, ModelFile), Model);
        Safetensors.Save(Path.Combine(folder, StateFile), State.Tensors);
        var root = new JsonObject
        {
            ["version"] = Migration.Version,
            ["libtorch"] = RuntimeFacts.Version,
            ["settings"] = Settings.DeepClone(),
            ["arguments"] = JsonSerializer.SerializeToNode(Arguments, Json),
            ["trainer"] = JsonSerializer.SerializeToNode(Trainer, Json),
            ["loader"] = JsonSerializer.SerializeToNode(Loader, Json),
            ["numbers"] = JsonSerializer.SerializeToNode(State.Numbers, Json),
            ["builder"] = Builder,
            ["data"] = JsonSerializer.SerializeToNode(Data, Json),
        };
        using (var file = new FileStream(Path.Combine(folder, JsonFile), FileMode.CreateNew))
        {
            JsonSerializer.Serialize(file, root, Json);
            file.Flush(flushToDisk: true);
        }
        Checksums.Write(folder, JsonFile, ModelFile, StateFile);
    }

    /// <summary>The checkpoint, or the one before if it is damaged or missing; `warn` gets the reason.</summary>
    public static Checkpoint Load(string folder, Action<string>? warn = null)
    {
        // If it fails while another process replaces the checkpoint, it is read again.
        for (int attempt = 1; ; attempt++)
        {
            var before = Changed(folder);
            var failures = new List<CheckpointException>();
            var (found, place) = Find(folder, failures);
            if (attempt < Attempts && (found is null || failures.Count > 0) && Changed(folder) != before)
                continue;
            if (found is null)
                throw NotFound(folder, failures);
            if (failures.Count > 0)
                warn?.Invoke($"{failures[0].Message} Going on from {place}.");
            return found;
        }
    }

    private static DateTime Changed(string folder) => Directory.GetLastWriteTimeUtc(Path.GetDirectoryName(folder)!);

    private static (Checkpoint? Found, string Place) Find(string folder, List<CheckpointException> failures)
    {
        foreach (var place in new[] { folder, folder + ".new", folder + ".old" }.Where(Directory.Exists))
            try
            {
                return (Read(place), place);
            }
            catch (CheckpointException error)
            {
                failures.Add(error);
            }
        return (null, folder);
    }

    private static CheckpointException NotFound(string folder, List<CheckpointException> failures) => failures switch
    {
        [] => new($"There is no checkpoint in {folder}. {Alternative(folder)}"),
        [{ InnerException: null } newer, ..] => newer,
        [var damaged, ..] => new($"{damaged.Message} {Alternative(folder)}", damaged),
    };

    // The newest sound checkpoint beside this one: the best one, or an earlier one that was kept.
    private static string Alternative(string folder)
    {
        var parent = new DirectoryInfo(Path.GetDirectoryName(folder)!);
        var sound = !parent.Exists ? null : parent.GetDirectories()
            .Where(other => !other.FullName.StartsWith(folder, StringComparison.Ordinal) && IsWhole(other.FullName))
            .MaxBy(other => other.LastWriteTimeUtc);
        return sound is null
            ? "No other checkpoint beside it is whole: train again."
            : $"{sound.FullName} is whole: copy it in its place to go on from there.";
    }

    private static Checkpoint Read(string folder)
    {
        using var scope = NewDisposeScope();
        try
        {
            Migration.CheckSums(folder, JsonFile, ModelFile, StateFile);
            var root = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, JsonFile))) as JsonObject
                ?? throw new JsonException("it is not an object");
            Migration.ToCurrent(root, folder);
            var state = new StateDict();
            foreach (var (name, number) in Part<Dictionary<string, double>>(root, "numbers"))
                state[name] = number;
            foreach (var (name, tensor) in Safetensors.Load(Path.Combine(folder, StateFile)))
                state.Tensors[name] = tensor.MoveToOuterDisposeScope();
            var model = Safetensors.Load(Path.Combine(folder, ModelFile));
            foreach (var tensor in model.Values)
                tensor.MoveToOuterDisposeScope();
            return new Checkpoint((JsonObject)root["settings"]!.DeepClone(), Part<ModelArguments>(root, "arguments"),
                Part<TrainerState>(root, "trainer"), Part<LoaderState>(root, "loader"), model, state)
            {
                Builder = (string?)root["builder"],
                Data = root["data"].Deserialize<DataDescription>(Json),
            };
        }
        catch (Exception error) when (error is not CheckpointException)
        {
            // A damaged file can make its readers throw anything. The user gets one sentence.
            throw new CheckpointException($"The checkpoint {folder} is damaged: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static bool IsWhole(string folder)
    {
        try
        {
            Migration.CheckSums(folder, JsonFile, ModelFile, StateFile);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException
            or JsonException)
        {
            return false;
        }
    }

    private static T Part<T>(JsonObject root, string name) =>
        (root[name] ?? throw new JsonException($"{JsonFile} has no '{name}'")).Deserialize<T>(Json)
            ?? throw new JsonException($"'{name}' is empty");

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    // Save reports its first failure, not this one.
    private static void TryRemove(string folder)
    {
        try
        {
            Remove(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}

/// <summary>A checkpoint that is missing, damaged or of another version, in one sentence.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
