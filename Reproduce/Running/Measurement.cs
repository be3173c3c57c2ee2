using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Running;

/// <summary>The result of one seed: result.json in the run's folder, or a line of the kept results.</summary>
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

    /// <summary>The epochs that were trained.</summary>
    public int Epochs { get; set; }

    /// <summary>The time of training.</summary>
    public double Seconds { get; set; }

    public string Date { get; init; } = "";
    public string Hardware { get; set; } = "";

    /// <summary>Null is fp32.</summary>
    public string? Precision { get; set; }

    /// <summary>After the last epoch, by metric: train_loss, test_accuracy and so on.</summary>
    public Dictionary<string, double> Values { get; init; } = [];

    /// <summary>By metric, points of epoch and value.</summary>
    public Dictionary<string, List<double[]>> Curves { get; init; } = [];

    /// <summary>The experiment's own figures.</summary>
    public List<Plot> Plots { get; init; } = [];

    public List<Panel> Panels { get; init; } = [];

    /// <summary>After an epoch, or after the last (0). Null if it was not measured.</summary>
    public double? Value(string metric, int epoch = 0)
    {
        if (epoch == 0)
            return Values.TryGetValue(metric, out double last) ? last : null;
        var points = Curves.GetValueOrDefault(metric) ?? [];
        return points.Find(point => point[0] == epoch) is [_, var value] ? value : null;
    }

    /// <summary>Adds a point to a metric's curve. The last one is the metric's value.</summary>
    internal void Add(string metric, double epoch, double value)
    {
        if (!Curves.TryGetValue(metric, out var curve))
            Curves[metric] = curve = [];
        curve.Add([epoch, value]);
        Values[metric] = value;
    }

    /// <summary>Begins a figure.</summary>
    internal Plot Plot(string name, string xTitle)
    {
        var plot = new Plot(name, xTitle, []);
        Plots.Add(plot);
        return plot;
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
        [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Measurement>(line, Options)!)];

    /// <summary>The kind of machine, without its name.</summary>
    internal static string Machine(Device device)
    {
        int threads = get_num_threads();
        var units = device.type == TorchSharp.DeviceType.CUDA
            ? "CUDA, 1 GPU"
            : $"{Processor()}, {threads} {(threads == 1 ? "thread" : "threads")}";
        return $"{units}, libtorch {RuntimeFacts.Version}";
    }

    private static string Processor()
    {
        const string Facts = "/proc/cpuinfo";
        var lines = File.Exists(Facts) ? File.ReadLines(Facts) : [];
        return lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line.Split(':')[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
