using System.Text.Json;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Calibration;

/// <summary>Choices made on this machine, in the user's cache. Where it cannot be written nothing is kept, and nothing is lost.</summary>
public static class CalibrationCache
{
    private static readonly Lock Reading = new();

    private static string Cache => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    public static string File => Path.Combine(Cache, "modelzoo", "calibration.json");

    public static IReadOnlyDictionary<string, Tuned> All
    {
        get
        {
            lock (Reading)
                return Read();
        }
    }

    /// <summary>Another libtorch or another number of threads to choose from makes another choice.</summary>
    internal static string Key(string subject) => $"{subject}; libtorch {RuntimeFacts.Version}; {get_num_threads()} threads";

    internal static Tuned? Find(string key) => All.GetValueOrDefault(key);

    internal static void Keep(string key, Tuned tuned)
    {
        lock (Reading)
        {
            var all = Read();
            all[key] = tuned;
            var place = $"{File}.{Environment.ProcessId}";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(File)!);
                System.IO.File.WriteAllText(place, JsonSerializer.Serialize(all));
                System.IO.File.Move(place, File, overwrite: true);
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
