using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;
using Xunit;

namespace ModelZoo.Tests.Datasets;

/// <summary>
/// Limits the managed memory that readers keep alive, besides the tensors they make. Another thread samples it after
/// full collections.
/// </summary>
public class MemoryTests
{
    private const long Buffers = 4 << 20;

    private static void AssertStaysWithin(long bytes, Func<IDisposable> read)
    {
        read().Dispose();
        long before = BytesAlive(), most = 0;
        using var done = new ManualResetEventSlim();
        var watching = new Thread(() =>
        {
            var watch = Stopwatch.StartNew();
            while (!done.IsSet)
            {
                watch.Restart();
                most = Math.Max(most, BytesAlive() - before);
                // A collection stops the reader. Without pauses it would hardly get on.
                done.Wait(TimeSpan.FromMilliseconds(5) + watch.Elapsed, TestContext.Current.CancellationToken);
            }
        });
        watching.Start();
        read().Dispose();
        done.Set();
        watching.Join();
        Assert.InRange(most, 0, bytes + Buffers);
    }

    // At the end of the collection: what the reader has allocated since then does not count.
    private static long BytesAlive()
    {
        GC.Collect();
        var seen = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return seen.HeapSizeBytes - seen.FragmentedBytes;
    }

    [Fact]
    public void Table_is_read_without_its_text_in_memory()
    {
        using var folder = new Scratch();
        var random = new Random(1);
        using (var file = new StreamWriter(folder["big.csv"]))
        {
            file.WriteLine("a,b,c,kind,target");
            for (int row = 0; row < 120_000; row++)
            {
                var (a, b, c, kind) = (random.NextDouble(), random.NextDouble(), random.Next(1000), random.Next(4));
                var target = random.NextDouble();
                file.WriteLine(FormattableString.Invariant($"{a:F6},{b:F6},{c},kind {kind},{target:F4}"));
            }
        }
        // Four bytes for the place of each shuffled row.
        AssertStaysWithin(120_000 * 4, () => Table.Open(folder["big.csv"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_is_read_without_its_characters_in_memory(bool words)
    {
        using var folder = new Scratch();
        var line = "It is a text of no great worth, but long; and Grüße to all who read it.\n";
        File.WriteAllText(folder["big.txt"], string.Concat(Enumerable.Repeat(line, 60_000)));
        long bytes = new FileInfo(folder["big.txt"]).Length;
        // Four bytes for each token.
        var options = new DatasetOptions { Words = words };
        AssertStaysWithin(words ? bytes : 4 * bytes, () => TextDataset.Open(folder["big.txt"], options));
    }

    [Fact]
    public void Sentence_pairs_keep_each_word_once()
    {
        using var folder = new Scratch();
        var pairs = Enumerable.Range(0, 30_000)
            .Select(i => $"The sentence of number {i % 997} is here .\tLa phrase du nombre {i % 991} est ici .");
        File.WriteAllLines(folder["big.tsv"], pairs);
        long bytes = new FileInfo(folder["big.tsv"]).Length;
        AssertStaysWithin(2 * bytes, () => SentencePairs.Open(folder["big.tsv"]));
    }

    [Fact]
    public void Images_are_read_into_their_tensor_only()
    {
        using var folder = new Scratch();
        Archives.Idx(folder["images.gz"], packed: true, [20_000, 28, 28], i => (byte)(i * 31 / 7));
        AssertStaysWithin(0, () => Idx.Read(folder["images.gz"]));
    }

    [Fact]
    public void Characters_stay_whole_across_the_blocks_of_a_text()
    {
        using var folder = new Scratch();
        var random = new Random(3);
        string[] characters = ["a", "é", "語", "😀", "\r\n", "\t"];
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(_ => characters[random.Next(characters.Length)]));
        var vocabulary = new Vocabulary(text.EnumerateRunes().Select(rune => rune.ToString()));
        Encoding[] encodings =
            [new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32];
        foreach (var encoding in encodings)
        {
            File.WriteAllText(folder["t.txt"], text, encoding);
            using (var source = TextSource.Open(folder["t.txt"]))
                Assert.Equal(text, source.ReadToEnd());
            using var set = TextDataset.Open(folder["t.txt"]);
            Assert.Equal(vocabulary.Tokens, set.Vocabulary!.Tokens);
        }
    }

    [Fact]
    public void Invalid_byte_is_found_in_a_later_block_of_a_gzipped_text()
    {
        using var folder = new Scratch();
        using (var gzip = new GZipStream(File.Create(folder["bad.gz"]), CompressionLevel.Fastest))
            gzip.Write([.. Enumerable.Repeat((byte)'x', 100_000), 0xFF, (byte)'y']);
        using var bad = TextSource.Open(folder["bad.gz"]);
        Assert.Contains("byte 100,000", Assert.Throws<DatasetException>(bad.ReadToEnd).Message);
    }
}
