
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ModelZoo.Reports.Drawing;

/// <summary>The PNG format, as far as writing 8-bit grey or RGB needs it (W3C PNG specification, ISO/IEC 15948).</summary>
internal static class Png
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <param name="pixels">Rows from the top, `channels` (1 or 3) bytes a pixel.</param>
    internal static byte[] Encode(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, (byte)(channels == 1 ? 0 : 2));
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);                                          // this row is not filtered
                zlib.Write(pixels.Slice(y * width * channels, width * channels));
            }
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(checkedPart));
        file.Write(number);
    }

    // CRC-32 of ISO 3309, which the base library only has for another polynomial.
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (var b in data)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint Remainder(int index)
    {
        uint value = (uint)index;
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
