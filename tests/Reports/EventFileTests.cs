using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using ModelZoo.Reports;
using ModelZoo.Training;
using Tensorflow;
using Xunit;
using static TorchSharp.torch;
using Value = Tensorflow.Summary.Types.Value;

namespace ModelZoo.Tests.Reports;

/// <summary>What is written for other programs, read back by a reader that shares no code with the writer (and by the generated one).</summary>
public class EventFileTests
{
    [Fact]
    public void Scalars_histograms_images_and_texts_read_back_from_the_event_file()
    {
        using var scratch = new Scratch();
        var folder = Folders.Make(scratch.Path);
        using var network = nn.Linear(3, 2, false);
        using (var recording = no_grad())
            network.weight!.copy_(tensor(new float[] { -1, 0, 0.5f, 1, 2, 2 }).view(2, 3));
        using (var log = new RunLog(folder, network, new StageClock()))
        {
            log.Reported(new TrainingProgress(1, 3, 50, 50, 100, 0.1, 1000, TimeSpan.Zero, new Dictionary<string, double> { ["loss"] = 3 }));
            log.EpochEnded(Folders.Row(1), best: true);
            log.Write(Folders.Everything(), 100);
        }
        var events = Events(Assert.Single(Directory.GetFiles(folder.FullPath, "events.out.tfevents.*")));

        Assert.Equal("brain.Event:2", events[0].Text(3));
        Assert.All(events, e => Assert.InRange(e.Double(1), 1.7e9, 1e10));
        var values = events.Where(e => e.Has(5)).Select(e => (step: e.Whole(2), value: e.Part(5).Part(1))).ToArray();
        (long step, Fields value) Tagged(string tag) => values.First(v => v.value.Text(1) == tag);

        Assert.Equal(50, Tagged("loss/running").step);
        Assert.Equal(3, Tagged("loss/running").value.Float(2));
        Assert.Equal(100, Tagged("accuracy/test").step);
        Assert.Equal(0.70f, Tagged("accuracy/test").value.Float(2));
        Assert.Equal(0.1f, Tagged("learning_rate").value.Float(2));

        var histogram = Tagged("weight").value.Part(5);
        Assert.Equal([-1, 2, 6, 4.5, 10.25], Enumerable.Range(1, 5).Select(histogram.Double));
        double[] limits = histogram.Packed(6), counts = histogram.Packed(7);
        Assert.Equal(limits.Length, counts.Length);
        Assert.Equal(6, counts.Sum());
        Assert.Equal(2, counts[^1]);
        Assert.Equal(limits.Order(), limits);

        var image = Tagged("Worst mistakes").value.Part(4);
        Assert.Equal((4, 14, 1), (image.Whole(1), image.Whole(2), image.Whole(3)));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.Bytes(4)[..4]);

        var text = Tagged("Generated text").value;
        Assert.Equal("text", text.Part(9).Part(1).Text(1));
        Assert.Equal(7, text.Part(8).Whole(1));
        Assert.Contains("temperature 1", text.Part(8).Text(8));
    }

    [Fact]
    public void The_generated_messages_read_the_events_and_write_them_again_byte_for_byte()
    {
        using var scratch = new Scratch();
        var folder = Folders.Make(scratch.Path);
        using var network = nn.Linear(3, 2);
        using (var log = new RunLog(folder, network, new StageClock(), after: 50))
        {
            log.EpochEnded(Folders.Row(1), best: true);
            log.Write(Folders.Everything(), 100);
        }
        var records = Records(Assert.Single(Directory.GetFiles(folder.FullPath, "events.out.tfevents.*")));
        // A field that the definition lacks would be lost.
        var events = records.ConvertAll(Event.Parser.WithDiscardUnknownFields(true).ParseFrom);
        Assert.Equal(records, events.Select(e => e.ToByteArray()));

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((51L, SessionLog.Types.SessionStatus.Start), (events[1].Step, events[1].SessionLog.Status));
        var values = events.Skip(2).SelectMany(e => e.Summary.Value).ToLookup(value => value.ValueCase);
        Assert.Equal(4, values.Count);
        Assert.Equal(["bias", "weight"], values[Value.ValueOneofCase.Histo].Select(value => value.Tag).Order());
        Assert.Equal(0.70f, values[Value.ValueOneofCase.SimpleValue].Single(value => value.Tag == "accuracy/test").SimpleValue);
        Assert.All(values[Value.ValueOneofCase.Image], value => Assert.Equal("PNG"u8, value.Image.EncodedImageString.Span[1..4]));
        Assert.All(values[Value.ValueOneofCase.Tensor], value => Assert.Equal((DataType.DtString, "text"), (value.Tensor.Dtype, value.Metadata.PluginData.PluginName)));
    }

    [Fact]
    public void A_run_that_goes_on_tells_that_later_steps_of_older_files_no_longer_hold()
    {
        using var scratch = new Scratch();
        var folder = Folders.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        new RunLog(folder, network, new StageClock()).Dispose();
        new RunLog(folder, network, new StageClock(), after: 200).Dispose();
        var files = Directory.GetFiles(folder.FullPath, "events.out.tfevents.*").Order().ToArray();
        Assert.Equal(2, files.Length);
        var start = Assert.Single(files.SelectMany(Events), e => e.Has(7));
        Assert.Equal(201, start.Whole(2));
        Assert.Equal(1, start.Part(7).Whole(1));
    }

    [Fact]
    public void The_json_lines_hold_an_object_an_epoch_and_none_twice()
    {
        using var scratch = new Scratch();
        var folder = Folders.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        using (var log = new RunLog(folder, network, new StageClock()))
            foreach (var epoch in new[] { 1, 2, 3 })
                log.EpochEnded(Folders.Row(epoch), best: true);
        using (var again = new RunLog(folder, network, new StageClock(), after: 100))
            again.EpochEnded(Folders.Row(2) with { Train = new Dictionary<string, double> { ["loss"] = double.NaN } }, best: true);
        var lines = File.ReadLines(Path.Combine(folder.FullPath, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal([1, 2], lines.Select(line => (int)line["epoch"]!));
        Assert.Equal(2.0, (double)lines[0]["train_loss"]!);
        Assert.Null(lines[1]["train_loss"]);
        Assert.Equal(0.72, (double)lines[1]["test_accuracy"]!, 12);
        Assert.Equal(["data", "forward", "backward", "update", "metrics", "test", "checkpoint"], ((JsonObject)lines[1]["time"]!).Select(part => part.Key));
    }

    [Fact]
    public void Damaged_json_lines_are_refused_before_a_run_goes_on_and_one_that_names_no_epoch_goes()
    {
        using var scratch = new Scratch();
        var folder = Folders.Make(scratch.Path);
        using var network = nn.Linear(1, 1);
        var lines = Path.Combine(folder.FullPath, "metrics.jsonl");
        File.WriteAllText(lines, """{"epoch":1,"tr""");
        Assert.EndsWith("Take it away: a run goes on without the earlier ones.", Assert.Throws<InvalidDataException>(() => new RunLog(folder, network, new StageClock(), after: 50)).Message);
        File.WriteAllText(lines, """{"epoch":"one"}""" + "\n");
        using (var log = new RunLog(folder, network, new StageClock(), after: 50))
            log.EpochEnded(Folders.Row(2), best: true);
        Assert.Equal(2, (int)JsonNode.Parse(Assert.Single(File.ReadLines(lines)))!["epoch"]!);
    }

    private static List<Fields> Events(string path) => Records(path).ConvertAll(data => new Fields(data));

    private static List<byte[]> Records(string path)
    {
        var file = File.ReadAllBytes(path);
        var records = new List<byte[]>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length);
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(data.ToArray());
            at += 16 + length;
        }
        return records;
    }

    // CRC-32C bit by bit: reflected polynomial 0x82F63B78.
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

    /// <summary>The fields of one protobuf message, by their numbers.</summary>
    private sealed class Fields
    {
        private readonly Dictionary<int, byte[]> _fields = [];

        internal Fields(byte[] data)
        {
            for (int at = 0; at < data.Length;)
            {
                int key = (int)Varint(data, ref at), start = at;
                switch (key & 7)
                {
                    case 0: Varint(data, ref at); break;
                    case 1: at += 8; break;
                    case 2: int length = (int)Varint(data, ref at); start = at; at += length; break;
                    case 5: at += 4; break;
                    default: Assert.Fail($"wire type {key & 7}"); break;
                }
                _fields.Add(key >> 3, data[start..at]);
            }
        }

        internal bool Has(int field) => _fields.ContainsKey(field);
        internal byte[] Bytes(int field) => _fields[field];
        internal Fields Part(int field) => new(_fields[field]);
        internal string Text(int field) => Encoding.UTF8.GetString(_fields[field]);
        internal double Double(int field) => BitConverter.ToDouble(_fields[field]);
        internal float Float(int field) => BitConverter.ToSingle(_fields[field]);
        internal double[] Packed(int field) => [.. _fields[field].Chunk(8).Select(eight => BitConverter.ToDouble(eight))];

        internal long Whole(int field)
        {
            int at = 0;
            return Varint(_fields[field], ref at);
        }

        private static long Varint(byte[] data, ref int at)
        {
            long value = 0;
            for (int shift = 0; ; shift += 7)
            {
                value |= (long)(data[at] & 0x7F) << shift;
                if (data[at++] < 0x80)
                    return value;
            }
        }
    }
}
