using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Datasets;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Training.Checkpoints;

/// <summary>A folder that rebuilds everything: model.safetensors, state.safetensors, and checkpoint.json, which has their checksums.</summary>
public sealed record Checkpoint(JsonObject Settings, ModelArguments Arguments, TrainerState Trainer, LoaderState Loader, Dictionary<string, Tensor> Model, StateDict State)
{
    private const int Version = 1;
    private const string ModelFile = "model.safetensors", StateFile = "state.safetensors", JsonFile = "checkpoint.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes beside the folder's place and then takes it by renaming; what lay there stays as NAME.old until the end.</summary>
    public void Save(string folder)
    {
        var (parent, fresh, old) = (Path.GetDirectoryName(folder)!, folder + ".new", folder + ".old");
        Directory.CreateDirectory(parent);
        Remove(fresh);
        Directory.CreateDirectory(fresh);
        Safetensors.Save(Path.Combine(fresh, ModelFile), Model);
        Safetensors.Save(Path.Combine(fresh, StateFile), State.Tensors);
        var root = new JsonObject
        {
            ["version"] = Version,
            ["libtorch"] = __version__,
            ["settings"] = Settings.DeepClone(),
            ["arguments"] = JsonSerializer.SerializeToNode(Arguments, Json),
            ["trainer"] = JsonSerializer.SerializeToNode(Trainer, Json),
            ["loader"] = JsonSerializer.SerializeToNode(Loader, Json),
            ["numbers"] = JsonSerializer.SerializeToNode(State.Numbers, Json),
            ["sha256"] = new JsonObject { [ModelFile] = Sum(Path.Combine(fresh, ModelFile)), [StateFile] = Sum(Path.Combine(fresh, StateFile)) },
        };
        using (var file = new FileStream(Path.Combine(fresh, JsonFile), FileMode.CreateNew))
        {
            JsonSerializer.Serialize(file, root, Json);
            file.Flush(flushToDisk: true);
        }
        // A kill between the two renames leaves NAME.new and NAME.old, both whole: Load looks for them.
        Remove(old);
        if (Directory.Exists(folder))
            Directory.Move(folder, old);
        Directory.Move(fresh, folder);
        Remove(old);
    }

    /// <summary>The folder's checkpoint; if it is damaged or missing, the one before it, told through `warn`.</summary>
    public static Checkpoint Load(string folder, Action<string>? warn = null)
    {
        var failures = new List<string>();
        foreach (var place in new[] { folder, folder + ".new", folder + ".old" })
        {
            if (!Directory.Exists(place))
                continue;
            try
            {
                var found = Read(place);
                if (failures.Count > 0)
                    warn?.Invoke($"{failures[0]} Going on from {place}.");
                return found;
            }
            catch (CheckpointException error)
            {
                failures.Add(error.Message);
            }
        }
        throw new CheckpointException(failures.Count > 0 ? failures[0] : $"There is no checkpoint in {folder}.");
    }

    private static Checkpoint Read(string folder)
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, JsonFile))) as JsonObject ?? throw new JsonException("it is no object");
            if ((int?)root["version"] is not Version)
                throw new CheckpointException($"The checkpoint {folder} has version {root["version"]}; this program reads version {Version}.");
            foreach (var file in new[] { ModelFile, StateFile })
                if (Sum(Path.Combine(folder, file)) != (string?)root["sha256"]?[file])
                    throw new CheckpointException($"The checkpoint {folder} is damaged: {file} is not as it was written.");
            var state = new StateDict();
            foreach (var (name, number) in Part<Dictionary<string, double>>(root, "numbers"))
                state.Numbers[name] = number;
            foreach (var (name, tensor) in Safetensors.Load(Path.Combine(folder, StateFile)))
                state.Tensors[name] = tensor;
            return new Checkpoint((JsonObject)root["settings"]!.DeepClone(), Part<ModelArguments>(root, "arguments"), Part<TrainerState>(root, "trainer"),
                Part<LoaderState>(root, "loader"), Safetensors.Load(Path.Combine(folder, ModelFile)), state);
        }
        catch (Exception error) when (error is not CheckpointException)
        {
            // Whatever a damaged file makes its readers throw, the user reads one sentence.
            throw new CheckpointException($"The checkpoint {folder} is damaged: {error.Message}", error);
        }
    }

    private static T Part<T>(JsonObject root, string name) =>
        (root[name] ?? throw new JsonException($"{JsonFile} has no '{name}'")).Deserialize<T>(Json) ?? throw new JsonException($"'{name}' is empty");

    private static string Sum(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A checkpoint that is missing, damaged or of another version, in one sentence.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
