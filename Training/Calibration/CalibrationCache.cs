using System.Text.Json;
using static TorchSharp.torch;

namespace ModelZoo.Training.Calibration;

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

    internal static Tuned? Find(string key) => All.GetValueOrDefault(Full(key)) is { } known && known.Threads <= get_num_threads() ? known : null;

    internal static void Keep(string key, Tuned tuned)
    {
        lock (Reading)
        {
            var all = Read();
            all[Full(key)] = tuned;
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

    // Another libtorch or another number of threads to choose from makes another choice.
    private static string Full(string key) => $"{key}; libtorch {__version__}; {get_num_threads()} threads";

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
