using System.Buffers.Binary;
using System.Text;

namespace ModelZoo.Training.Reports;

/// <summary>A message in the wire format of protocol buffers (protobuf.dev/programming-guides/encoding), written field by field.</summary>
internal sealed class Message
{
    private readonly List<byte> _bytes = [];

    internal byte[] ToArray() => _bytes.ToArray();

    internal Message Whole(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    internal Message Double(int field, double value)
    {
        Varint((ulong)field << 3 | 1);
        Fixed(value);
        return this;
    }

    internal Message Float(int field, float value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        Varint((ulong)field << 3 | 5);
        _bytes.AddRange(four);
        return this;
    }

    internal Message Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    internal Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    internal Message Part(int field, Message value) => Bytes(field, value.ToArray());

    internal Message Packed(int field, IEnumerable<double> values)
    {
        var packed = new Message();
        foreach (var value in values)
            packed.Fixed(value);
        return Part(field, packed);
    }

    private void Fixed(double value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
        _bytes.AddRange(eight);
    }

    private void Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
