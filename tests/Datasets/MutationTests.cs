using System.Formats.Tar;
using System.IO.Compression;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

/// <summary>Damaged files over every reader. MODELZOO_MUTATIONS sets how many; each ends in data or in one sentence that names the file.</summary>
public class MutationTests
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("MODELZOO_MUTATIONS") ?? "1600");

    private sealed record Reader(string File, byte[] Sound, Action<string> Read);

    private static byte[] Written(Folder folder, string name, Action<string> write)
    {
        write(folder.Path(name));
        return File.ReadAllBytes(folder.Path(name));
    }

    private static List<Reader> Readers(Folder folder)
    {
        var pictures = Goldens.Load("pictures");
        void Picture(string path) => Pictures.Read(path, 3).Dispose();
        void Cifar(string path) => global::ModelZoo.Datasets.Images.Cifar.Read("cifar-10", path, global::ModelZoo.Datasets.Images.Cifar.Ten).Dispose();
        var packed = Written(folder, Path.Combine("cifar-10", "cifar-10-binary.tar.gz"), _ => Archives.Cifar(folder, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"));
        void Zipped(string path)
        {
            using var zip = Zip.Open(path);
            using var content = Zip.Content(zip, path, "gzip/images.gz", packed: true);
            Idx.Read(content).Dispose();
        }
        void Text(string path) => TextDataset.Open(path, new DatasetOptions { Steps = 3, TestRatio = 0.3 }).Dispose();
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
            gzip.CopyTo(plain);
        return
        [
            new("images-idx3-ubyte", Written(folder, "images", path => Archives.Idx(path, false, [6, 9, 8], i => (byte)i)), path => Idx.Read(path).Dispose()),
            new("images-idx3-ubyte.gz", Written(folder, "images.gz", path => Archives.Idx(path, true, [6, 9, 8], i => (byte)i)), path => Idx.Read(path).Dispose()),
            new("cifar.tar", plain.ToArray(), Cifar),
            new("cifar.tar.gz", packed, Cifar),
            new("table.csv", "id,name,size\n1,\"a,b\",2\n2,c,3.5\n3,d,1e3\n4,\"e\"\"f\",NA\n5,g,2\n"u8.ToArray(), path => Table.Open(path, new DatasetOptions { Target = "id" }).Dispose()),
            new("text.txt", [.. System.Text.Encoding.UTF8.GetPreamble(), .. "Grüße aus dem Süden, with plain letters as well. "u8], Text),
            new("text16.txt", [.. System.Text.Encoding.Unicode.GetPreamble(), .. System.Text.Encoding.Unicode.GetBytes("Some text of sixteen bits, and мир.")], Text),
            new("text32.txt", [.. System.Text.Encoding.UTF32.GetPreamble(), .. System.Text.Encoding.UTF32.GetBytes("Some text of thirty-two bits, and 語 and 😀.")], Text),
            new("text.txt.gz", Written(folder, "packed.txt.gz", path => Archives.Write(path, "Some text that was packed, and is not long."u8.ToArray(), packed: true)), Text),
            new("archive.zip", Written(folder, "sound.zip", path =>
            {
                Archives.Idx(folder.Path("images.gz"), true, [6, 9, 8], i => (byte)i);
                using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
                zip.CreateEntryFromFile(folder.Path("images.gz"), "gzip/images.gz");
            }), Zipped),
            new("pairs.tsv", "go .\tva !\ni lost .\tj'ai perdu .\nhe is calm .\til est calme .\n"u8.ToArray(), path => SentencePairs.Open(path).Dispose()),
            new("picture.png", pictures["png"].bytes.ToArray(), Picture),
            new("picture.jpg", pictures["jpeg"].bytes.ToArray(), Picture),
            new("picture.bmp", pictures["bmp"].bytes.ToArray(), Picture),
        ];
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (int change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            // Headers lie at the start, and checksums at the end.
            int at = random.Next(3) switch { 0 => random.Next(Math.Min(64, bytes.Count)), 1 => bytes.Count - 1 - random.Next(Math.Min(32, bytes.Count)), _ => random.Next(bytes.Count) };
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
    public void A_damaged_file_gives_data_or_one_sentence_that_names_it()
    {
        using var folder = new Folder();
        var random = new Random(20);
        int refused = 0;
        var readers = Readers(folder);
        foreach (var reader in readers)
        {
            File.WriteAllBytes(folder.Path(reader.File), reader.Sound);
            reader.Read(folder.Path(reader.File));
        }
        for (int i = 0; i < Count; i++)
        {
            var reader = readers[i % readers.Count];
            var path = folder.Path(reader.File);
            var bytes = Mutate(reader.Sound, random);
            File.WriteAllBytes(path, bytes);
            using var scope = NewDisposeScope();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                reader.Read(path);
            }
            catch (DatasetException e)
            {
                refused++;
                Assert.True(e.Message.Contains(reader.File) || e.Message.Contains(Path.GetFileNameWithoutExtension(reader.File)) || e.Message.Contains("column '"), e.Message);
                Assert.DoesNotContain("   at ", e.Message);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"mutation {i} of {reader.File} (base64 {Convert.ToBase64String(bytes)[..Math.Min(400, bytes.Length)]}): {e}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        }
        Assert.InRange(refused, Count / 4, Count);
    }

    [Fact]
    public void A_tar_entry_that_leads_out_of_the_archive_is_refused()
    {
        using var folder = new Folder();
        foreach (var name in new[] { "../../evil.bin", "/etc/evil.bin", "a/../../evil.bin", "c:\\evil.bin" })
        {
            using (var tar = new TarWriter(File.Create(folder.Path("evil.tar")), TarEntryFormat.Ustar))
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) });
            var error = Assert.Throws<DatasetException>(() => Cifar.Read("cifar-10", folder.Path("evil.tar"), Cifar.Ten));
            Assert.Contains("leads out of the archive", error.Message);
        }
    }

    [Fact]
    public void Absurd_sizes_are_refused_before_memory_is_asked_for()
    {
        using var folder = new Folder();
        Archives.Write(folder.Path("huge-idx"), [0, 0, 8, 3, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF], packed: false);
        Assert.Contains("cannot hold", Assert.Throws<DatasetException>(() => Idx.Read(folder.Path("huge-idx"))).Message);
        // A BMP of 30,000 x 30,000 pixels in 54 bytes.
        byte[] header = [.. "BM"u8, 54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, .. BitConverter.GetBytes(30_000), .. BitConverter.GetBytes(30_000), 1, 0, 24, 0, .. new byte[24]];
        File.WriteAllBytes(folder.Path("huge.bmp"), header);
        Assert.Contains("huge.bmp", Assert.Throws<DatasetException>(() => Pictures.Read(folder.Path("huge.bmp"), 3)).Message);
    }

    [Fact]
    public void A_decompression_bomb_stops_where_the_format_ends()
    {
        using var folder = new Folder();
        // A megabyte of zeros behind an honest header of six bytes of content, and 64 MiB of zeros as a CIFAR archive.
        Archives.Write(folder.Path("bomb.gz"), [0, 0, 8, 1, 0, 0, 0, 6, .. new byte[1 << 20]], packed: true);
        Assert.Contains("goes on after byte 14", Assert.Throws<DatasetException>(() => Idx.Read(folder.Path("bomb.gz"))).Message);
        Archives.Write(folder.Path("bomb.tar.gz"), new byte[64 << 20], packed: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("does not contain", Assert.Throws<DatasetException>(() => Cifar.Read("cifar-10", folder.Path("bomb.tar.gz"), Cifar.Ten)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
