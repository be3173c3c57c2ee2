using System.Text.Json.Nodes;

namespace ModelZoo.Training.Checkpoints;

/// <summary>Reads checkpoints of older versions. Each version has a step that turns it into the next one.</summary>
internal static class Migration
{
    /// <summary>The version that is written today.</summary>
    internal const int Version = 2;

    private static readonly Dictionary<int, Action<JsonObject>> Steps = new()
    {
        // Version 1 kept the checksums of the tensor files in checkpoint.json, which had none itself. It counted
        // examples in sums on the device, which metrics still add to their own counts.
        [1] = root => root.Remove("sha256"),
    };

    /// <summary>Checks the files of a checkpoint against its checksums, wherever its version keeps them.</summary>
    internal static void CheckSums(string folder, string jsonFile, params string[] tensorFiles)
    {
        if (File.Exists(Path.Combine(folder, Checksums.FileName)))
        {
            Checksums.Check(folder, Checksums.Read(folder), [jsonFile, .. tensorFiles]);
            return;
        }
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, jsonFile)));
        if (root?["sha256"] is not JsonObject sums)
            throw new InvalidDataException($"{Checksums.FileName} is missing");
        Checksums.Check(folder, sums.ToDictionary(sum => sum.Key, sum => (string?)sum.Value ?? ""), tensorFiles);
    }

    internal static void ToCurrent(JsonObject root, string folder)
    {
        int version = (int?)root["version"] ?? 0;
        if (version > Version)
            throw new CheckpointException($"The checkpoint {folder} was written by a newer program (version {version}; "
                + $"this one reads up to {Version}): update ModelZoo to read it.");
        for (; version < Version; version++)
        {
            if (!Steps.TryGetValue(version, out var step))
                throw new InvalidDataException(
                    $"its version is {root["version"]?.ToJsonString() ?? "missing"}, which does not exist");
            step(root);
            root["version"] = version + 1;
        }
    }
}
