using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Reports.TensorBoard;
using ModelZoo.Runs;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Reports;

/// <summary>What other programs read: metrics.jsonl, with an object for each epoch, and TensorBoard files.</summary>
internal sealed class RunLog : IObserver, IDisposable
{
    internal const string FileName = "metrics.jsonl";

    private const int MosaicColumns = 8;

    private readonly nn.Module _model;
    private readonly StageClock _clock;
    private readonly string _path;
    private readonly List<JsonObject> _lines;
    private readonly EventFile _events;
    private IReadOnlyDictionary<Stage, TimeSpan> _timesBefore;

    /// <param name="resumedAfter">The step after which the run resumes. 0 for a new run.</param>
    internal RunLog(RunFolder folder, nn.Module model, StageClock clock, long resumedAfter = 0)
    {
        (_model, _clock, _timesBefore) = (model, clock, clock.Times);
        _path = Path.Combine(folder.FullPath, FileName);
        // Read first: a damaged file is rejected before an event file exists.
        _lines = ReadLines(_path);
        _events = new EventFile(folder.FullPath, resumedAfter);
    }

    public void Reported(TrainingProgress progress)
    {
        foreach (var (name, value) in progress.Train)
            _events.Scalar($"{name}/running", value, progress.Step);
        double all = progress.Times.Values.Sum(time => time.TotalSeconds);
        foreach (var (stage, time) in progress.Times)
            _events.Scalar($"time/{Name(stage)}", all > 0 ? time.TotalSeconds / all : 0, progress.Step);
    }

    public void EpochEnded(EpochRow row, bool best)
    {
        WriteLine(row);
        foreach (var (part, metric, value) in Metrics(row))
            _events.Scalar($"{metric}/{part}", value, row.Step);
        _events.Scalar("learning_rate", row.LearningRate, row.Step);
        _events.Scalar("examples_per_second", row.ExamplesPerSecond, row.Step);
        foreach (var (name, parameter) in _model.named_parameters())
            if (Histogram.Of(parameter) is { } histogram)
                _events.Histogram(name, histogram, row.Step);
        _events.Flush();
    }

    /// <summary>Writes the pictures and texts of the trained network.</summary>
    internal void Write(ReportData data, long step)
    {
        foreach (var pictures in data.Exhibits.OfType<PictureExhibit>())
        {
            Picture[] all = [.. pictures.Rows.SelectMany(row => row.Pictures).Select(captioned => captioned.Picture)];
            int longest = pictures.Rows.Max(row => row.Pictures.Count);
            int columns = pictures.Rows is [_] ? Math.Min(MosaicColumns, longest) : longest;
            _events.Image(pictures.Title, Picture.Mosaic(all, columns), step);
        }
        foreach (var exhibit in data.Exhibits.OfType<TextExhibit>())
        {
            var texts = exhibit.Texts
                .Select(text => $"**{text.Label}**\n\n    {text.Text.ReplaceLineEndings("\n    ")}");
            _events.Text(exhibit.Title, string.Join("\n\n", texts), step);
        }
        _events.Flush();
    }

    public void Dispose() => _events.Dispose();

    internal static List<JsonObject> ReadLines(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var lines = File.ReadLines(path).Where(line => line.Length > 0);
            return [.. lines.Select(line => (JsonObject)JsonNode.Parse(line)!)];
        }
        catch (Exception error) when (error is JsonException or InvalidCastException)
        {
            throw new InvalidDataException(
                $"{path} does not hold a JSON object in each line: {error.Message} "
                + "Remove it to resume without the earlier lines.");
        }
    }

    // A resumed run trains some epochs again: their earlier lines are dropped.
    private void WriteLine(EpochRow row)
    {
        var line = new JsonObject
        {
            ["epoch"] = row.Epoch,
            ["step"] = row.Step,
            ["seconds"] = Math.Round(row.Seconds, 3),
            ["lr"] = Number(row.LearningRate),
        };
        foreach (var (part, metric, value) in Metrics(row))
            line[$"{part}_{metric}"] = Number(value);
        line["examples_per_second"] = Number(Math.Round(row.ExamplesPerSecond, 1));
        var (before, times) = (_timesBefore, _clock.Times);
        line["time"] = new JsonObject(times.Select(part => KeyValuePair.Create<string, JsonNode?>(
            Name(part.Key), Number(Math.Round((part.Value - before[part.Key]).TotalSeconds, 6)))));
        _timesBefore = times;

        _lines.RemoveAll(known => !IsBefore(known["epoch"], row.Epoch));
        _lines.Add(line);
        AtomicFile.Write(_path, path => File.WriteAllLines(path, _lines.Select(known => known.ToJsonString())));
    }

    private static bool IsBefore(JsonNode? epoch, double limit) =>
        epoch is JsonValue number && number.TryGetValue(out int value) && value < limit;

    private static IEnumerable<(string Part, string Metric, double Value)> Metrics(EpochRow row) =>
        from part in new[] { ("train", row.Train), ("test", row.Test), ("validation", row.Validation) }
        from metric in part.Item2
        select (part.Item1, metric.Key, metric.Value);

    private static string Name(Stage stage) => stage.ToString().ToLowerInvariant();

    // JSON has no NaN: a run that diverged has null.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
