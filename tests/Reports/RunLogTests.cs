using System.Buffers.Binary;
using System.Text.Json.Nodes;
using ModelZoo.Reports;
using ModelZoo.Runs;
using ModelZoo.Training;
using Tensorboard;
using Xunit;
using static TorchSharp.torch;
using Value = Tensorboard.Summary.Types.Value;

namespace ModelZoo.Tests.Reports;

/// <summary>What a run writes for other programs.</summary>
public class RunLogTests
{
    [Fact]
    public void Scalars_histograms_images_and_texts_read_back_from_the_event_file()
    {
        using var scratch = new Scratch();
        var folder = SampleRuns.Make(scratch.Path);
        using var network = nn.Linear(3, 2, false);
        using (var recording = no_grad())
            network.weight!.copy_(tensor(new float[] { -1, 0, 0.5f, 1, 2, 2 }).view(2, 3));
        using (var log = new RunLog(folder, network, new StageClock()))
        {
            var train = new Dictionary<string, double> { ["loss"] = 3 };
            log.Reported(new TrainingProgress(1, 3, 50, 50, 100, 0.1, 1000, TimeSpan.Zero, train));
            log.EpochEnded(SampleRuns.Row(1), best: true);
            log.Write(SampleRuns.Everything(), 100);
        }
        var events = Events(Assert.Single(EventFiles(folder)));

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.All(events, e => Assert.InRange(e.WallTime, 1.7e9, 1e10));
        var values = events.Where(e => e.Summary is not null)
            .SelectMany(e => e.Summary.Value, (e, value) => (e.Step, value));
        (long Step, Value Value) Tagged(string tag) => values.First(pair => pair.value.Tag == tag);

        Assert.Equal((50, 3), (Tagged("loss/running").Step, Tagged("loss/running").Value.SimpleValue));
        Assert.Equal((100, 0.70f), (Tagged("accuracy/test").Step, Tagged("accuracy/test").Value.SimpleValue));
        Assert.Equal(0.1f, Tagged("learning_rate").Value.SimpleValue);

        var histogram = Tagged("weight").Value.Histo;
        Assert.Equal((-1, 2, 6), (histogram.Min, histogram.Max, histogram.Num));
        Assert.Equal((4.5, 10.25), (histogram.Sum, histogram.SumSquares));
        Assert.Equal(histogram.BucketLimit.Count, histogram.Bucket.Count);
        Assert.Equal(6, histogram.Bucket.Sum());
        Assert.Equal(2, histogram.Bucket[^1]);
        Assert.Equal(histogram.BucketLimit.Order(), histogram.BucketLimit);

        var image = Tagged("Worst mistakes").Value.Image;
        Assert.Equal((4, 14, 1), (image.Height, image.Width, image.Colorspace));
        Assert.Equal("PNG"u8, image.EncodedImageString.Span[1..4]);

        var text = Tagged("Generated text").Value;
        Assert.Equal((DataType.DtString, "text"), (text.Tensor.Dtype, text.Metadata.PluginData.PluginName));
        Assert.Contains("temperature 1", Assert.Single(text.Tensor.StringVal).ToStringUtf8());
    }

    [Fact]
    public void Resumed_run_marks_later_steps_of_older_files_as_outdated()
    {
        using var scratch = new Scratch();
        var folder = SampleRuns.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        new RunLog(folder, network, new StageClock()).Dispose();
        new RunLog(folder, network, new StageClock(), resumedAfter: 200).Dispose();
        Assert.Equal(2, EventFiles(folder).Length);
        var start = Assert.Single(EventFiles(folder).SelectMany(Events), e => e.SessionLog is not null);
        Assert.Equal((201, SessionLog.Types.SessionStatus.Start), (start.Step, start.SessionLog.Status));
    }

    [Fact]
    public void Metrics_jsonl_has_one_object_for_each_epoch_after_a_resume()
    {
        using var scratch = new Scratch();
        var folder = SampleRuns.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        using (var log = new RunLog(folder, network, new StageClock()))
            foreach (var epoch in new[] { 1, 2, 3 })
                log.EpochEnded(SampleRuns.Row(epoch), best: true);
        var train = new Dictionary<string, double> { ["loss"] = double.NaN };
        using (var again = new RunLog(folder, network, new StageClock(), resumedAfter: 100))
            again.EpochEnded(SampleRuns.Row(2) with { Train = train }, best: true);
        var lines = File.ReadLines(JsonLines(folder)).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal([1, 2], lines.Select(line => (int)line["epoch"]!));
        Assert.Equal(2.0, (double)lines[0]["train_loss"]!);
        Assert.Null(lines[1]["train_loss"]);
        Assert.Equal(0.72, (double)lines[1]["test_accuracy"]!, 12);
        Assert.Equal(
            ["data", "forward", "backward", "update", "metrics", "test", "checkpoint"],
            ((JsonObject)lines[1]["time"]!).Select(part => part.Key));
    }

    [Fact]
    public void Damaged_metrics_jsonl_is_rejected_before_a_run_resumes()
    {
        using var scratch = new Scratch();
        var folder = SampleRuns.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        File.WriteAllText(JsonLines(folder), """{"epoch":1,"tr""");
        var error = Assert.Throws<InvalidDataException>(() =>
            new RunLog(folder, network, new StageClock(), resumedAfter: 50));
        Assert.EndsWith("Remove it to resume without the earlier lines.", error.Message);
        Assert.Empty(EventFiles(folder));
    }

    [Fact]
    public void Lines_of_metrics_jsonl_without_an_epoch_are_dropped()
    {
        using var scratch = new Scratch();
        var folder = SampleRuns.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        File.WriteAllText(JsonLines(folder), """{"epoch":"one"}""" + "\n");
        using (var log = new RunLog(folder, network, new StageClock(), resumedAfter: 50))
            log.EpochEnded(SampleRuns.Row(2), best: true);
        Assert.Equal(2, (int)JsonNode.Parse(Assert.Single(File.ReadLines(JsonLines(folder))))!["epoch"]!);
    }

    private static string JsonLines(RunFolder folder) => Path.Combine(folder.FullPath, "metrics.jsonl");

    private static string[] EventFiles(RunFolder folder) =>
        Directory.GetFiles(folder.FullPath, "events.out.tfevents.*");

    private static List<Event> Events(string path)
    {
        var file = File.ReadAllBytes(path);
        var events = new List<Event>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Event.Parser.ParseFrom(data));
            at += 16 + length;
        }
        return events;
    }

    // CRC-32C bit by bit: the reflected polynomial is 0x82F63B78.
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (var b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }
}
