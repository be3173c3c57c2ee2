using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Running;

/// <summary>What one seed of an experiment gave, as it is kept in a file: result.json in the run's folder, a line of docs/results.</summary>
public sealed record Measurement
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public required string Experiment { get; init; }
    public long Seed { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public int Epochs { get; init; }

    public double Seconds { get; init; }
    public string Date { get; init; } = "";
    public string Hardware { get; init; } = "";

    /// <summary>Where it is not single: bf16, ...</summary>
    public string? Precision { get; init; }

    /// <summary>By metric: train_loss, test_accuracy, ...; after the last epoch.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>By metric, points of (epoch, value).</summary>
    public IReadOnlyDictionary<string, double[][]> Curves { get; init; } = new Dictionary<string, double[][]>();

    /// <summary>Figures of the experiment's own.</summary>
    public IReadOnlyList<Plot> Plots { get; init; } = [];

    public IReadOnlyList<Panel> Panels { get; init; } = [];

    /// <summary>After an epoch, or after the last (0); null where it was not measured.</summary>
    public double? Value(string metric, int epoch = 0)
    {
        if (epoch == 0)
            return Values.TryGetValue(metric, out double last) ? last : null;
        return Curves.TryGetValue(metric, out var points) && Array.Find(points, point => point[0] == epoch) is [_, var value] ? value : null;
    }

    public string Json() => JsonSerializer.Serialize(this, Options);

    public static Measurement? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Measurement>(File.ReadAllText(path), Options);
        }
        catch (JsonException error)
        {
            throw new RecipeException($"{path} is damaged ({error.Message}): delete it, and the seed is run again.");
        }
    }

    public static IReadOnlyList<Measurement> ReadLines(string path) => !File.Exists(path) ? [] :
        [.. File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<Measurement>(line, Options)!)];

    /// <summary>The machine in a few words, without its name.</summary>
    public static string Machine(Device device) =>
        $"{(device.type == TorchSharp.DeviceType.CUDA ? "CUDA" : Processor())}, {(device.type == TorchSharp.DeviceType.CUDA ? 1 : get_num_threads())} {(device.type == TorchSharp.DeviceType.CUDA ? "GPU" : get_num_threads() == 1 ? "thread" : "threads")}, libtorch {RuntimeFacts.Version}";

    private static string Processor() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line ? line.Split(':')[1].Trim() : RuntimeInformation.ProcessArchitecture.ToString();
}

/// <summary>A figure: lines over a common axis.</summary>
public sealed record Plot(string Name, string Across, IReadOnlyList<PlotLine> Lines)
{
    internal static Plot Of(string name, string across, params (string Name, IEnumerable<(double X, double Y)> Points)[] lines) =>
        new(name, across, [.. lines.Select(line => new PlotLine(line.Name, [.. line.Points.Select(point => new[] { point.X, point.Y })]))]);
}

public sealed record PlotLine(string Name, double[][] Points, bool Dashed = false);

/// <summary>A figure of pictures in rows, as PNG files' bytes.</summary>
public sealed record Panel(string Name, string Note, IReadOnlyList<PanelRow> Rows);

public sealed record PanelRow(string Label, IReadOnlyList<byte[]> Pictures);
