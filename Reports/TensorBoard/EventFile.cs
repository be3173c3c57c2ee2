using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using ModelZoo.Reports.Drawing;
using Tensorboard;
using Value = Tensorboard.Summary.Types.Value;

namespace ModelZoo.Reports.TensorBoard;

/// <summary>
/// A TensorBoard event file. The messages are TorchSharp's. Each record is framed as TFRecord: its length, the length's
/// checksum, the bytes and their checksum. TorchSharp's SummaryWriter stores times with an error of minutes, opens the
/// file for each value, and cannot say that a run resumed.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;

    /// <param name="resumedAfter">
    /// The step after which a run resumes. TensorBoard drops later steps that older files of the folder hold.
    /// </param>
    internal EventFile(string folder, long resumedAfter = 0)
    {
        var name = $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():D10}.{Environment.MachineName}";
        var path = Path.Combine(folder, name);
        for (int again = 1; File.Exists(path); again++)
            path = Path.Combine(folder, $"{name}.{again}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(new Event { FileVersion = "brain.Event:2" });
        var restart = new SessionLog { Status = SessionLog.Types.SessionStatus.Start };
        if (resumedAfter > 0)
            Write(new Event { Step = resumedAfter + 1, SessionLog = restart });
    }

    internal void Scalar(string tag, double value, long step) =>
        Add(step, new() { Tag = tag, SimpleValue = (float)value });

    internal void Histogram(string tag, HistogramProto values, long step) =>
        Add(step, new() { Tag = tag, Histo = values });

    internal void Image(string tag, Picture picture, long step) => Add(step, new()
    {
        Tag = tag,
        Image = new()
        {
            Height = picture.Height,
            Width = picture.Width,
            Colorspace = picture.Channels,
            EncodedImageString = ByteString.CopyFrom(picture.Png()),
        },
    });

    /// <param name="text">Markdown.</param>
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

    internal void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private void Add(long step, Value value) => Write(new Event { Step = step, Summary = new() { Value = { value } } });

    private void Write(Event entry)
    {
        entry.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var data = entry.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        _file.Write(length);
        WriteChecksum(length);
        _file.Write(data);
        WriteChecksum(data);
    }

    // CRC-32C, masked as TFRecord asks.
    private void WriteChecksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
        _file.Write(masked);
    }
}
