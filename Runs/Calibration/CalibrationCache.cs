using System.Text.Json;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Calibration;

/// <summary>The choices made on this machine, in the user's cache. If it cannot be written, nothing is kept.</summary>
public static class CalibrationCache
{
    private static readonly Lock Access = new();

    public static string File => Path.Combine(UserCache.Folder, "calibration.json");

    public static IReadOnlyDictionary<string, Tuned> All
    {
        get
        {
            lock (Access)
                return Read();
        }
    }

    /// <summary>A choice holds for one version of libtorch and one number of threads to choose from.</summary>
    internal static string Key(string subject) =>
        $"{subject}; libtorch {RuntimeFacts.Version}; {get_num_threads()} threads";

    internal static Tuned? Find(string key) => All.GetValueOrDefault(key);

    internal static void Keep(string key, Tuned tuned)
    {
        lock (Access)
        {
            var all = Read();
            all[key] = tuned;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(File)!);
                AtomicFile.WriteText(File, JsonSerializer.Serialize(all));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The choice holds for this run alone.
            }
        }
    }

    private static Dictionary<string, Tuned> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Tuned>>(System.IO.File.ReadAllText(File)) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
