using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Signals;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

/// <summary>Gives damaged files to all readers. MODELZOO_MUTATIONS sets how many.</summary>
public class DamagedFileTests
{
    private const long MaxAllocation = 64 << 20;

    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("MODELZOO_MUTATIONS") ?? "1600");

    private sealed record Reader(string File, byte[] Sound, Action<string> Read);

    private static List<Reader> Readers(Scratch folder)
    {
        var pictures = Goldens.Load("pictures");
        var cifar = File.ReadAllBytes(Archives.Cifar(
            folder, [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin"), "test_batch.bin"]));
        return
        [
            new("images-idx3-ubyte", Written("images", path => WriteImages(path, packed: false)), ReadImages),
            new("images-idx3-ubyte.gz", Written("images.gz", path => WriteImages(path, packed: true)), ReadImages),
            new("cifar.tar", Unpacked(cifar), ReadCifar),
            new("cifar.tar.gz", cifar, ReadCifar),
            new("table.csv", "id,name,size\n1,\"a,b\",2\n2,c,3.5\n3,d,1e3\n4,\"e\"\"f\",NA\n5,g,2\n"u8.ToArray(),
                ReadTable),
            new("text.txt", Encoded(Encoding.UTF8, "Grüße aus dem Süden, with plain letters as well. "), ReadText),
            new("text16.txt", Encoded(Encoding.Unicode, "Some text of sixteen bits, and мир."), ReadText),
            new("text32.txt", Encoded(Encoding.UTF32, "Some text of thirty-two bits, and 語 and 😀."), ReadText),
            new("text.txt.gz", Written("packed.txt.gz", WriteText), ReadText),
            new("archive.zip", Written("sound.zip", WriteZip), ReadZip),
            new("pairs.tsv", "go .\tva !\ni lost .\tj'ai perdu .\nhe is calm .\til est calme .\n"u8.ToArray(),
                ReadPairs),
            new("signals.pkl", Signals.Mnist1dTests.Sound(), ReadSignals),
            new("picture.png", pictures["png"].bytes.ToArray(), ReadPicture),
            new("picture.jpg", pictures["jpeg"].bytes.ToArray(), ReadPicture),
            new("picture.bmp", pictures["bmp"].bytes.ToArray(), ReadPicture),
        ];

        byte[] Written(string name, Action<string> write)
        {
            write(folder[name]);
            return File.ReadAllBytes(folder[name]);
        }

        void WriteZip(string path)
        {
            WriteImages(folder["images.gz"], packed: true);
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            zip.CreateEntryFromFile(folder["images.gz"], "gzip/images.gz");
        }
    }

    private static void WriteImages(string path, bool packed) => Archives.Idx(path, packed, [6, 9, 8], i => (byte)i);

    private static void WriteText(string path) =>
        Archives.Write(path, "Some text that was gzipped."u8.ToArray(), packed: true);

    private static byte[] Encoded(Encoding encoding, string text) =>
        [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];

    private static byte[] Unpacked(byte[] packed)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static void ReadImages(string path) => Idx.Read(path).Dispose();
    private static void ReadCifar(string path) => Cifar.Read("cifar-10", path, Cifar.Cifar10).Dispose();
    private static void ReadTable(string path) => Table.Open(path, new DatasetOptions { Target = "id" }).Dispose();
    private static void ReadPairs(string path) => SentencePairs.Open(path).Dispose();
    private static void ReadPicture(string path) => Pictures.Read(path, 3).Dispose();

    private static void ReadSignals(string path)
    {
        using var scope = NewDisposeScope();
        Mnist1d.Load(path);
    }

    private static void ReadText(string path) =>
        TextDataset.Open(path, new DatasetOptions { Steps = 3, TestRatio = 0.3 }).Dispose();

    private static void ReadZip(string path)
    {
        using var file = Archive.OpenZip(path, "gzip/images.gz", gzipped: true);
        Idx.Read(file).Dispose();
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (int change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            // Headers are at the start, and checksums at the end.
            int at = random.Next(3) switch
            {
                0 => random.Next(Math.Min(64, bytes.Count)),
                1 => bytes.Count - 1 - random.Next(Math.Min(32, bytes.Count)),
                _ => random.Next(bytes.Count),
            };
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = 0xFF; break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.InsertRange(at, sound.Take(random.Next(1, 40))); break;
                default: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
            }
        }
        return [.. bytes];
    }

    [Fact]
    public void Damaged_file_is_read_or_rejected_with_its_name()
    {
        using var folder = new Scratch();
        var random = new Random(20);
        int rejected = 0;
        var readers = Readers(folder);
        foreach (var reader in readers)
        {
            File.WriteAllBytes(folder[reader.File], reader.Sound);
            reader.Read(folder[reader.File]);
        }
        for (int i = 0; i < Count; i++)
        {
            var reader = readers[i % readers.Count];
            File.WriteAllBytes(folder[reader.File], Damage(reader.Sound, random));
            if (IsRejected(reader, folder[reader.File], i))
                rejected++;
        }
        Assert.InRange(rejected, Count / 4, Count);
    }

    private static bool IsRejected(Reader reader, string path, int number)
    {
        using var scope = NewDisposeScope();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            reader.Read(path);
            return false;
        }
        catch (DatasetException e)
        {
            string[] places = [reader.File, Path.GetFileNameWithoutExtension(reader.File), "column '"];
            Assert.True(places.Any(e.Message.Contains), e.Message);
            Assert.DoesNotContain("   at ", e.Message);
            return true;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            var start = Convert.ToBase64String(File.ReadAllBytes(path).Take(300).ToArray());
            throw new InvalidOperationException($"Damage {number} of {reader.File}, which begins with {start}", e);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocation);
        }
    }

    [Theory]
    [InlineData("../../evil.bin")]
    [InlineData("/etc/evil.bin")]
    [InlineData("a/../../evil.bin")]
    [InlineData("c:\\evil.bin")]
    public void Tar_entry_that_leads_out_of_the_archive_is_rejected(string name)
    {
        using var folder = new Scratch();
        var entry = new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) };
        using (var tar = new TarWriter(File.Create(folder["evil.tar"]), TarEntryFormat.Ustar))
            tar.WriteEntry(entry);
        Assert.Contains("leads out of the archive", Rejection(ReadCifar, folder["evil.tar"]));
    }

    [Fact]
    public void Absurd_size_of_an_IDX_file_is_rejected_without_allocating_it()
    {
        using var folder = new Scratch();
        byte[] max = [0x7F, 0xFF, 0xFF, 0xFF];
        Archives.Write(folder["huge-idx"], [0, 0, 8, 3, .. max, .. max, .. max], packed: false);
        Assert.Contains("cannot hold", Rejection(ReadImages, folder["huge-idx"]));
    }

    [Fact]
    public void Absurd_size_of_a_picture_is_rejected_without_allocating_it()
    {
        using var folder = new Scratch();
        // A BMP of 30,000 x 30,000 pixels in 54 bytes.
        byte[] size = BitConverter.GetBytes(30_000);
        byte[] start = [.. "BM"u8, 54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0];
        File.WriteAllBytes(folder["huge.bmp"], [.. start, .. size, .. size, 1, 0, 24, 0, .. new byte[24]]);
        Assert.Contains("huge.bmp", Rejection(ReadPicture, folder["huge.bmp"]));
    }

    [Fact]
    public void Decompression_bomb_is_read_only_to_the_end_of_the_format()
    {
        using var folder = new Scratch();
        // An honest header and six bytes, then a megabyte of zeros; and 64 MiB of zeros as a CIFAR archive.
        Archives.Write(folder["bomb.gz"], [0, 0, 8, 1, 0, 0, 0, 6, .. new byte[1 << 20]], packed: true);
        Assert.Contains("goes on after byte 14", Rejection(ReadImages, folder["bomb.gz"]));
        Archives.Write(folder["bomb.tar.gz"], new byte[64 << 20], packed: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("does not contain", Rejection(ReadCifar, folder["bomb.tar.gz"]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Tar_entry_with_an_absurd_extended_header_is_rejected()
    {
        using var folder = new Scratch();
        File.WriteAllBytes(folder["pax.tar"], TarHeader("PaxHeader/x", 'x', size: int.MaxValue));
        Assert.Contains("pax.tar", Rejection(ReadCifar, folder["pax.tar"]));
        File.WriteAllBytes(folder["large.tar"], TarHeader("data_batch_1.bin", '0', size: 1L << 32));
        Assert.Contains("large.tar", Rejection(ReadCifar, folder["large.tar"]));
    }

    // A ustar header with a right checksum, and one block of zeros.
    private static byte[] TarHeader(string name, char type, long size)
    {
        var header = new byte[1024];
        Encoding.ASCII.GetBytes(name, header);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0'), header.AsSpan(124));
        header[156] = (byte)type;
        Encoding.ASCII.GetBytes("ustar\0" + "00", header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        int sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.AsSpan(148));
        return header;
    }

    private static string Rejection(Action<string> read, string path) =>
        Assert.Throws<DatasetException>(() => read(path)).Message;
}
