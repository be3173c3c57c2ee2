using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace ModelZoo.Tests.Datasets;

/// <summary>Writes small files in the formats of the published data sets.</summary>
internal static class Archives
{
    internal static void Idx(string path, bool packed, int[] shape, Func<int, byte> element)
    {
        var bytes = new byte[4 + 4 * shape.Length + shape.Aggregate(1, (product, size) => product * size)];
        (bytes[2], bytes[3]) = (8, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), shape[i]);
        for (int i = 4 + 4 * shape.Length; i < bytes.Length; i++)
            bytes[i] = element(i - 4 - 4 * shape.Length);
        Write(path, bytes, packed);
    }

    internal static void Write(string path, byte[] bytes, bool packed)
    {
        using Stream file = File.Create(path);
        using var stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(bytes);
    }

    /// <summary>
    /// Writes CIFAR-10's archive with two records in each file. Record r of file f has class (f + r) % 10, and all its
    /// pixels are 10 f + r.
    /// </summary>
    internal static string Cifar(Scratch folder, params string[] files)
    {
        var path = folder["cifar-10", "cifar-10-binary.tar.gz"];
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
        Add("batches.meta.txt", "plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n"u8.ToArray());
        foreach (var (f, name) in files.Index())
            Add(name, [.. Record(f, 0), .. Record(f, 1)]);
        return path;

        void Add(string name, byte[] content) =>
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}")
            {
                DataStream = new MemoryStream(content),
            });

        static IEnumerable<byte> Record(int f, int r) =>
            Enumerable.Repeat((byte)(10 * f + r), 3072).Prepend((byte)((f + r) % 10));
    }
}
