using System.Globalization;
using System.Text.Json.Nodes;
using ModelZoo.Reports.Charts;
using ModelZoo.Runs;
using ModelZoo.Training.Names;

namespace ModelZoo.Reports;

/// <summary>A run as its folder describes it, read without the network or the data.</summary>
public sealed record RunRecord
{
    public required string Folder { get; init; }
    public required IReadOnlyList<(string Name, string Value, string Origin)> Settings { get; init; }
    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    /// <summary>The columns of metrics.csv by name, with a value for each epoch.</summary>
    public required IReadOnlyDictionary<string, double[]> Columns { get; init; }

    /// <summary>The seconds that each stage of training took. Empty if metrics.jsonl is missing.</summary>
    public required IReadOnlyDictionary<string, double> Times { get; init; }

    public string Name => Path.GetFileName(Folder);
    public string Model => Setting("model");
    public string Dataset => Setting("dataset");
    public int Epochs => Columns.TryGetValue("epoch", out var epochs) ? epochs.Length : 0;

    /// <summary>What was measured on any part of the data: loss, accuracy and so on.</summary>
    public IReadOnlyList<string> Metrics =>
        [.. Columns.Keys.Where(IsMetric).Select(MetricFormat.MetricOf).Distinct()];

    /// <summary>The judged column and its metric: accuracy or loss, of the validation part if there is one.</summary>
    public (string Column, string Metric) Result
    {
        get
        {
            string[] parts = ["validation_", "test_"];
            var part = parts.FirstOrDefault(part => Columns.ContainsKey(part + "loss"), "train_");
            bool IsResult(string metric) => MetricFormat.IsShare(metric) && Columns.ContainsKey(part + metric);
            var metric = Metrics.FirstOrDefault(IsResult) ?? "loss";
            return (part + metric, metric);
        }
    }

    public DateTime Started => Name.Length > 15
        && DateTime.TryParseExact(Name[..15], "yyyyMMdd-HHmmss", null, DateTimeStyles.None, out var time)
        ? time
        : Directory.GetCreationTime(Folder);

    public string Setting(string name) => Settings.FirstOrDefault(setting => setting.Name == name).Value ?? "";

    /// <summary>The last epoch's value. NaN if there is none.</summary>
    public double Last(string column) =>
        Columns.TryGetValue(column, out var values) && values.Length > 0 ? values[^1] : double.NaN;

    /// <summary>The metric's column of the test part, else of the training part, else null.</summary>
    internal string? TestOrTrainColumn(string metric) =>
        new[] { "test_" + metric, "train_" + metric }.FirstOrDefault(Columns.ContainsKey);

    private static bool IsMetric(string column) => column.Split('_')[0] is "test" or "train" or "validation";

    public static RunRecord Read(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(RunFolder.Find(folder)));
        var config = Path.Combine(full, "config.json");
        if (!File.Exists(config))
            throw new RecipeException(
                $"{folder} is not the folder of a run: it has no config.json. Give the folder that train printed.");
        var (settings, machine) = Checked(config, ReadConfig);
        return new RunRecord
        {
            Folder = full,
            Settings = settings,
            Machine = machine,
            Columns = Checked(Path.Combine(full, "metrics.csv"), ReadColumns),
            Times = Checked(Path.Combine(full, RunLog.FileName), ReadTimes),
        };
    }

    private static T Checked<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is not (IOException or UnauthorizedAccessException))
        {
            throw new RecipeException($"{file} is damaged, so its run cannot be shown: {error.Message}");
        }
    }

    private static ((string, string, string)[] Settings, Dictionary<string, string> Machine) ReadConfig(string path)
    {
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        static string Text(JsonNode? node) => node?.ToString() ?? "";
        var settings = ((JsonObject)root["settings"]!)
            .Select(setting => (setting.Key, Text(setting.Value?["value"]), Text(setting.Value?["origin"])));
        var machine = root["machine"] as JsonObject ?? [];
        return ([.. settings], machine.ToDictionary(fact => fact.Key, fact => Text(fact.Value)));
    }

    private static Dictionary<string, double[]> ReadColumns(string path)
    {
        if (!File.Exists(path))
            return [];
        var rows = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => line.Split(',')).ToArray();
        if (rows is [])
            return [];
        double[] Column(int i) => [.. rows.Skip(1).Select(row => double.Parse(row[i], CultureInfo.InvariantCulture))];
        return rows[0].Index().ToDictionary(column => column.Item, column => Column(column.Index));
    }

    private static Dictionary<string, double> ReadTimes(string path) => RunLog.ReadLines(path)
        .SelectMany(line => line["time"] as JsonObject ?? [])
        .GroupBy(stage => stage.Key, stage => (double?)stage.Value ?? 0)
        .ToDictionary(stage => stage.Key, stage => stage.Sum());
}
