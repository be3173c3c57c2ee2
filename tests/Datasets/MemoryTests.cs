
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;
using Xunit;

namespace ModelZoo.Tests.Datasets;

/// <summary>
/// What .NET keeps alive while a file is read, sampled after full collections on another thread. It comes on top of the tensors that the file
/// becomes, and each test says what it may be.
/// </summary>
public class MemoryTests
{
    private const long Buffers = 4 << 20;

    private static void Stays_within(long bytes, Func<IDisposable> read)
    {
        read().Dispose();
        long before = Alive(), most = 0;
        using var done = new ManualResetEventSlim();
        var watching = new Thread(() =>
        {
            var watch = Stopwatch.StartNew();
            while (!done.IsSet)
            {
                watch.Restart();
                most = Math.Max(most, Alive() - before);
                // A collection stops the reader: one after another, on a heap of many objects, would leave it no time at all.
                done.Wait(TimeSpan.FromMilliseconds(5) + watch.Elapsed, TestContext.Current.CancellationToken);
            }
        });
        watching.Start();
        read().Dispose();
        done.Set();
        watching.Join();
        Assert.InRange(most, 0, bytes + Buffers);
    }

    // As the collection left it: what the reader has allocated since, while this thread waited for a core, is not counted.
    private static long Alive()
    {
        GC.Collect();
        var seen = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return seen.HeapSizeBytes - seen.FragmentedBytes;
    }

    [Fact]
    public void A_table_is_read_without_its_text_in_memory()
    {
        using var folder = new Folder();
        var random = new Random(1);
        using (var file = new StreamWriter(folder.Path("big.csv")))
        {
            file.WriteLine("a,b,c,kind,target");
            for (int row = 0; row < 120_000; row++)
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{random.NextDouble():F6},{random.NextDouble():F6},{random.Next(1000)},kind {random.Next(4)},{random.NextDouble():F4}"));
        }
        // Alive are the places of the shuffled rows, four bytes each.
        Stays_within(120_000 * 4, () => Table.Open(folder.Path("big.csv")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_is_read_without_its_characters_in_memory(bool words)
    {
        using var folder = new Folder();
        var line = "It is a text of no great worth, but long; and Grüße to all who read it.\n";
        File.WriteAllText(folder.Path("big.txt"), string.Concat(Enumerable.Repeat(line, 60_000)));
        long bytes = new FileInfo(folder.Path("big.txt")).Length;
        // Four bytes a token until all are known, and a word is of more than one byte.
        Stays_within(words ? bytes : 4 * bytes, () => TextDataset.Open(folder.Path("big.txt"), new DatasetOptions { Words = words }));
    }

    [Fact]
    public void Pairs_of_sentences_keep_each_word_once()
    {
        using var folder = new Folder();
        File.WriteAllLines(folder.Path("big.tsv"), Enumerable.Range(0, 30_000).Select(i => $"The sentence of number {i % 997} is here .\tLa phrase du nombre {i % 991} est ici ."));
        long bytes = new FileInfo(folder.Path("big.tsv")).Length;
        Stays_within(2 * bytes, () => SentencePairs.Open(folder.Path("big.tsv")));
    }

    [Fact]
    public void Images_are_read_into_their_tensor_and_nowhere_else()
    {
        using var folder = new Folder();
        Archives.Idx(folder.Path("images.gz"), packed: true, [20_000, 28, 28], i => (byte)(i * 31 / 7));
        Stays_within(0, () => Idx.Read(folder.Path("images.gz")));
    }

    [Fact]
    public void Characters_are_whole_wherever_the_blocks_end_that_they_are_read_in()
    {
        using var folder = new Folder();
        var random = new Random(3);
        string[] some = ["a", "é", "語", "😀", "\r\n", "\t"];
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(_ => some[random.Next(some.Length)]));
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            File.WriteAllText(folder.Path("t.txt"), text, encoding);
            using (var source = TextSource.Open(folder.Path("t.txt")))
                Assert.Equal(text, source.ReadToEnd());
            using var set = TextDataset.Open(folder.Path("t.txt"));
            Assert.Equal(new Vocabulary(text.EnumerateRunes().Select(rune => rune.ToString())).Tokens, set.Vocabulary!.Tokens);
        }
        // What is wrong is found at its byte in any block.
        using (var packed = new GZipStream(File.Create(folder.Path("bad.gz")), CompressionLevel.Fastest))
            packed.Write([.. Enumerable.Repeat((byte)'x', 100_000), 0xFF, (byte)'y']);
        using var bad = TextSource.Open(folder.Path("bad.gz"));
        Assert.Contains("byte 100,000", Assert.Throws<DatasetException>(bad.ReadToEnd).Message);
    }
}
