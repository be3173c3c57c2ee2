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

/// <summary>What other programs read of a run: metrics.jsonl, an object an epoch, and TensorBoard's event files.</summary>
/// <param name="after">The step at which the run goes on; 0 for a new one.</param>
public sealed class RunLog(RunFolder folder, nn.Module model, StageClock clock, long after = 0) : IObserver, IDisposable
{
    public const string FileName = "metrics.jsonl";

    private readonly string _path = Path.Combine(folder.FullPath, FileName);
    private readonly List<JsonObject> _lines = Lines(Path.Combine(folder.FullPath, FileName));   // of a run that goes on; refused before there is an event file
    private readonly EventFile _events = new(folder.FullPath, after);
    private Dictionary<Stage, TimeSpan> _before = clock.Times.ToDictionary(part => part.Key, part => part.Value);

    public void Reported(TrainingProgress progress)
    {
        foreach (var (name, value) in progress.Train)
            _events.Scalar($"{name}/running", value, progress.Step);
        double all = progress.Times.Values.Sum(time => time.TotalSeconds);
        foreach (var (stage, time) in progress.Times)
            _events.Scalar($"time/{stage.ToString().ToLowerInvariant()}", all > 0 ? time.TotalSeconds / all : 0, progress.Step);
    }

    public void EpochEnded(EpochRow row, bool best)
    {
        WriteLine(row);
        foreach (var (name, value) in row.Train)
            _events.Scalar($"{name}/train", value, row.Step);
        foreach (var (name, value) in row.Test)
            _events.Scalar($"{name}/test", value, row.Step);
        foreach (var (name, value) in row.Validation)
            _events.Scalar($"{name}/validation", value, row.Step);
        _events.Scalar("learning_rate", row.LearningRate, row.Step);
        _events.Scalar("examples_per_second", row.ExamplesPerSecond, row.Step);
        foreach (var (name, parameter) in model.named_parameters())
            if (Histogram.Of(parameter) is { } spread)
                _events.Histogram(name, spread, row.Step);
        _events.Flush();
    }

    /// <summary>Pictures and texts of the trained network.</summary>
    public void Write(Material material, long step)
    {
        foreach (var exhibit in material.Exhibits)
            switch (exhibit)
            {
                case PictureExhibit pictures:
                    var all = pictures.Rows.SelectMany(row => row.Pictures.Select(picture => picture.Picture)).ToArray();
                    _events.Image(pictures.Title, Picture.Mosaic(all, pictures.Rows.Count > 1 ? pictures.Rows.Max(row => row.Pictures.Count) : Math.Min(8, all.Length)), step);
                    break;
                case TextExhibit texts:
                    _events.Text(texts.Title, string.Join("\n\n", texts.Texts.Select(text => $"**{text.Label}**\n\n    {text.Text.ReplaceLineEndings("\n    ")}")), step);
                    break;
            }
        _events.Flush();
    }

    public void Dispose() => _events.Dispose();

    // Lines of epochs that a resumed run trains again go.
    private void WriteLine(EpochRow row)
    {
        var line = new JsonObject { ["epoch"] = row.Epoch, ["step"] = row.Step, ["seconds"] = Math.Round(row.Seconds, 3), ["lr"] = Number(row.LearningRate) };
        foreach (var (name, value) in row.Train)
            line["train_" + name] = Number(value);
        foreach (var (name, value) in row.Test)
            line["test_" + name] = Number(value);
        foreach (var (name, value) in row.Validation)
            line["validation_" + name] = Number(value);
        line["examples_per_second"] = Number(Math.Round(row.ExamplesPerSecond, 1));
        var now = clock.Times.ToDictionary(part => part.Key, part => part.Value);
        line["time"] = new JsonObject(now.Select(part => KeyValuePair.Create<string, JsonNode?>(part.Key.ToString().ToLowerInvariant(), Number(Math.Round((part.Value - _before[part.Key]).TotalSeconds, 6)))));
        _before = now;

        _lines.RemoveAll(known => !(known["epoch"] is JsonValue number && number.TryGetValue(out int epoch) && epoch < row.Epoch));
        _lines.Add(line);
        File.WriteAllLines(_path + ".new", _lines.Select(known => known.ToJsonString()));
        File.Move(_path + ".new", _path, overwrite: true);
    }

    internal static List<JsonObject> Lines(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => (JsonObject)JsonNode.Parse(line)!)];
        }
        catch (Exception error) when (error is JsonException or InvalidCastException)
        {
            throw new InvalidDataException($"{path} does not hold a JSON object a line: {error.Message} Take it away: a run goes on without the earlier ones.");
        }
    }

    // JSON has no NaN: a run that diverged says null.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
