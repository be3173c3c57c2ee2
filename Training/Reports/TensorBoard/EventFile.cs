using System.Buffers.Binary;
using System.Numerics;

namespace ModelZoo.Training.Reports;

/// <summary>
/// A TensorBoard event file: records of tensorflow.Event, each framed as its length, the length's checksum, the bytes and their
/// checksum (TFRecord). Field numbers are those of event.proto, summary.proto and tensor.proto.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const int StringType = 7, Start = 1;
    private readonly FileStream _file;

    /// <param name="after">The step of a run that goes on: what older files of the folder say of later steps no longer holds.</param>
    internal EventFile(string folder, long after = 0)
    {
        var (now, name) = (DateTimeOffset.UtcNow.ToUnixTimeSeconds(), Environment.MachineName);
        var path = Path.Combine(folder, $"events.out.tfevents.{now:D10}.{name}");
        for (int again = 1; File.Exists(path); again++)
            path = Path.Combine(folder, $"events.out.tfevents.{now:D10}.{name}.{again}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(Event(0).Text(3, "brain.Event:2"));
        if (after > 0)
            Write(Event(after + 1).Part(7, new Message().Whole(1, Start)));
    }

    internal void Scalar(string tag, double value, long step) => Add(step, Value(tag).Float(2, (float)value));

    internal void Image(string tag, Picture picture, long step) => Add(step, Value(tag).Part(4,
        new Message().Whole(1, picture.Height).Whole(2, picture.Width).Whole(3, picture.Channels).Bytes(4, picture.Png())));

    /// <summary>A text in Markdown.</summary>
    internal void Text(string tag, string text, long step) => Add(step, Value(tag)
        .Part(8, new Message().Whole(1, StringType).Part(2, new Message().Part(2, new Message().Whole(1, 1))).Text(8, text))
        .Part(9, new Message().Part(1, new Message().Text(1, "text"))));

    internal void Histogram(string tag, Histogram values, long step) => Add(step, Value(tag).Part(5, new Message()
        .Double(1, values.Least).Double(2, values.Most).Double(3, values.Count).Double(4, values.Sum).Double(5, values.SumOfSquares)
        .Packed(6, values.Limits).Packed(7, values.Counts)));

    internal void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private static Message Event(long step) => new Message().Double(1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0).Whole(2, step);

    private static Message Value(string tag) => new Message().Text(1, tag);

    private void Add(long step, Message value) => Write(Event(step).Part(5, new Message().Part(1, value)));

    private void Write(Message message)
    {
        var data = message.ToArray();
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
