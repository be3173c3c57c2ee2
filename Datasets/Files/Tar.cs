
using System.Text;

namespace ModelZoo.Datasets.Files;

/// <summary>
/// The regular files of a tar archive, one after the other, read where they are: nothing is unpacked to disk. A name that leads out of the
/// archive is refused all the same, since no honest archive has one.
/// </summary>
internal static class Tar
{
    private const int Block = 512;

    /// <summary>Calls `read` for each file; it need not read its content to the end.</summary>
    internal static void Read(string path, Action<string, Content> read)
    {
        using var archive = Content.Open(path);
        var header = new byte[Block];
        for (int empty = 0; empty < 2;)
        {
            archive.Fill(header, "a tar header");
            if (!header.AsSpan().ContainsAnyExcept((byte)0))
            {
                empty++;
                continue;
            }
            empty = 0;
            Check(header, archive);
            var name = Text(header.AsSpan(0, 100));
            if (Text(header.AsSpan(257, 5)) == "ustar" && Text(header.AsSpan(345, 155)) is { Length: > 0 } prefix)
                name = $"{prefix}/{name}";
            if (name.StartsWith('/') || name.Contains('\\') || name.Contains(':') || name.Split('/').Contains(".."))
                throw archive.Damaged($"has an entry '{name}' that leads out of the archive, so it is not what was published");
            long size = Octal(header.AsSpan(124, 12), archive, name);
            if (size > archive.MostBytes - archive.Place)
                throw archive.Damaged($"has an entry '{name}' of {size:N0} bytes, which a file of {archive.Length:N0} bytes cannot hold");
            long start = archive.Place;
            if (header[156] is (byte)'0' or 0)
                read(name, archive.Part($"{path}: {name}", size));
            archive.Skip(size - (archive.Place - start) + (Block - size % Block) % Block);
        }
    }

    // The sum of the header's bytes, its own place counted as blanks.
    private static void Check(byte[] header, Content archive)
    {
        long sum = 8 * ' ';
        for (int i = 0; i < Block; i++)
            sum += i is >= 148 and < 156 ? 0 : header[i];
        if (sum != Octal(header.AsSpan(148, 8), archive, "its checksum"))
            throw archive.Damaged($"has a damaged tar header at byte {archive.Place - Block:N0}");
    }

    private static long Octal(ReadOnlySpan<byte> field, Content archive, string what)
    {
        long value = 0;
        foreach (var digit in Text(field).Trim())
            value = digit is >= '0' and <= '7' ? checked(value * 8 + (digit - '0')) : throw archive.Damaged($"has '{digit}' in a number of the tar header of {what}");
        return value;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }
}
