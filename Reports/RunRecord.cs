
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Reports.Charts;
using ModelZoo.Training.Names;

namespace ModelZoo.Reports;

/// <summary>What a run's folder says of it, read without the network or the data.</summary>
public sealed record RunRecord
{
    public required string Folder { get; init; }
    public required IReadOnlyList<(string Name, string Value, string Origin)> Settings { get; init; }
    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    /// <summary>The columns of metrics.csv by name, a value an epoch.</summary>
    public required IReadOnlyDictionary<string, double[]> Columns { get; init; }

    /// <summary>Seconds by what they went to; empty where metrics.jsonl is missing.</summary>
    public required IReadOnlyDictionary<string, double> Times { get; init; }

    public string Name => Path.GetFileName(Folder);
    public string Model => Setting("model");
    public string Dataset => Setting("dataset");
    public int Epochs => Columns.TryGetValue("epoch", out var epochs) ? epochs.Length : 0;

    /// <summary>Of train_, test_ and validation_ columns, without the prefix, in their order.</summary>
    public IReadOnlyList<string> Metrics =>
        [.. Columns.Keys.Where(name => name.StartsWith("test_", StringComparison.Ordinal) || name.StartsWith("train_", StringComparison.Ordinal) || name.StartsWith("validation_", StringComparison.Ordinal)).Select(name => name[(name.IndexOf('_') + 1)..]).Distinct()];

    /// <summary>The column that tells how good the run is, and what it measures: the first share of right answers, else the loss; of the part held out for choices, else of the test.</summary>
    public (string Column, string Metric) Result
    {
        get
        {
            var part = Columns.ContainsKey("validation_loss") ? "validation_" : Columns.ContainsKey("test_loss") ? "test_" : "train_";
            var metric = Metrics.FirstOrDefault(name => Measure.IsShare(name) && Columns.ContainsKey(part + name)) ?? "loss";
            return (part + metric, metric);
        }
    }

    public DateTime Started => Name.Length > 15 && DateTime.TryParseExact(Name[..15], "yyyyMMdd-HHmmss", null, DateTimeStyles.None, out var named) ? named : Directory.GetCreationTime(Folder);

    public string Setting(string name) => Settings.FirstOrDefault(setting => setting.Name == name).Value ?? "";

    /// <summary>The last epoch's value; not a number where there is none.</summary>
    public double Last(string column) => Columns.TryGetValue(column, out var values) && values.Length > 0 ? values[^1] : double.NaN;

    public static RunRecord Read(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var config = Path.Combine(full, "config.json");
        if (!File.Exists(config))
            throw new RecipeException($"{folder} is not the folder of a run: it has no config.json. Give the folder that train printed.");
        var root = From(config, file => JsonNode.Parse(File.ReadAllText(file))!);
        return new RunRecord
        {
            Folder = full,
            Settings = From(config, _ => ((JsonObject)root["settings"]!).Select(setting => (setting.Key, setting.Value?["value"]?.ToString() ?? "", setting.Value?["origin"]?.ToString() ?? "")).ToArray()),
            Machine = root["machine"] is JsonObject machine ? machine.ToDictionary(part => part.Key, part => part.Value?.ToString() ?? "") : [],
            Columns = From(Path.Combine(full, "metrics.csv"), ReadColumns),
            Times = From(Path.Combine(full, RunLog.FileName), file => Sum(RunLog.Lines(file))),
        };
    }

    private static T From<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidCastException or InvalidOperationException or ArgumentException or NullReferenceException or IndexOutOfRangeException or InvalidDataException)
        {
            throw new RecipeException($"{file} is damaged, so its run cannot be shown: {error.Message}");
        }
    }

    private static Dictionary<string, double[]> ReadColumns(string path)
    {
        if (!File.Exists(path))
            return [];
        var rows = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => line.Split(',')).ToArray();
        return rows is [] ? [] : rows[0].Select((name, i) => (name, values: rows.Skip(1).Select(row => double.Parse(row[i])).ToArray())).ToDictionary(column => column.name, column => column.values);
    }

    private static Dictionary<string, double> Sum(List<JsonObject> lines) =>
        lines.SelectMany(line => line["time"] as JsonObject ?? []).GroupBy(part => part.Key).ToDictionary(part => part.Key, part => part.Sum(time => (double?)time.Value ?? 0));
}
