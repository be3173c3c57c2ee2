using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using ModelZoo.Reports.Drawing;
using Tensorflow;
using Value = Tensorflow.Summary.Types.Value;

namespace ModelZoo.Reports.TensorBoard;

/// <summary>
/// A TensorBoard event file: records of tensorflow.Event, each framed as its length, the length's checksum, the bytes and their
/// checksum (TFRecord). The messages are those of events.proto.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;

    /// <param name="after">The step of a run that goes on: what older files of the folder say of later steps no longer holds.</param>
    internal EventFile(string folder, long after = 0)
    {
        var (now, name) = (DateTimeOffset.UtcNow.ToUnixTimeSeconds(), Environment.MachineName);
        var path = Path.Combine(folder, $"events.out.tfevents.{now:D10}.{name}");
        for (int again = 1; File.Exists(path); again++)
            path = Path.Combine(folder, $"events.out.tfevents.{now:D10}.{name}.{again}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(new Event { FileVersion = "brain.Event:2" });
        if (after > 0)
            Write(new Event { Step = after + 1, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
    }

    internal void Scalar(string tag, double value, long step) => Add(step, new() { Tag = tag, SimpleValue = (float)value });

    internal void Image(string tag, Picture picture, long step) => Add(step, new()
    {
        Tag = tag,
        Image = new() { Height = picture.Height, Width = picture.Width, Colorspace = picture.Channels, EncodedImageString = ByteString.CopyFrom(picture.Png()) },
    });

    /// <summary>A text in Markdown.</summary>
    internal void Text(string tag, string text, long step) => Add(step, new()
    {
        Tag = tag,
        Tensor = new()
        {
            Dtype = DataType.DtString,
            TensorShape = new() { Dim = { new TensorShapeProto.Types.Dim { Size = 1 } } },
            StringVal = { ByteString.CopyFromUtf8(text) },
        },
        Metadata = new() { PluginData = new() { PluginName = "text" } },
    });

    internal void Histogram(string tag, Histogram values, long step) => Add(step, new()
    {
        Tag = tag,
        Histo = new()
        {
            Min = values.Least,
            Max = values.Most,
            Num = values.Count,
            Sum = values.Sum,
            SumSquares = values.SumOfSquares,
            BucketLimit = { values.Limits },
            Bucket = { values.Counts },
        },
    });

    internal void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private void Add(long step, Value value) => Write(new Event { Step = step, Summary = new() { Value = { value } } });

    private void Write(Event entry)
    {
        entry.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var data = entry.ToByteArray();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        _file.Write(length);
        Checksum(length);
        _file.Write(data);
        Checksum(data);
    }

    // CRC-32C, masked because a checksum of data that holds checksums is weak.
    private void Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        Span<byte> masked = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
        _file.Write(masked);
    }
}
