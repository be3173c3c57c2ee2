using System.Text;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Text;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Text;

public class TextTests
{
    [Fact]
    public void Sequential_reading_cuts_the_text_as_in_the_book_and_continues_rows()
    {
        using var scope = NewDisposeScope();
        var goldens = Goldens.Load("windows");
        using var text = new TextSplit(arange(100), 7, TextReading.Sequential);
        var offsets = new HashSet<long>();
        for (long seed = 0; seed < 40; seed++)
        {
            using var loader = new DataLoader(text, 3, shuffle: true, seed: seed);
            var batches = loader.Select(batch =>
                (Inputs: batch.Inputs.clone(), Targets: batch.Targets.clone(), batch.Continues)).ToList();
            long offset = batches[0].Inputs[0, 0].ToInt64();
            offsets.Add(offset);
            Assert.True(stack(batches.Select(batch => batch.Inputs)).Equals(goldens[$"sequential_{offset}"]));
            Assert.True(stack(batches.Select(batch => batch.Targets)).Equals(goldens[$"sequential_next_{offset}"]));
            bool[] continues = [false, .. Enumerable.Repeat(true, batches.Count - 1)];
            Assert.Equal(continues, batches.Select(batch => batch.Continues));
        }
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), offsets.Order());
    }

    [Fact]
    public void Random_reading_draws_the_windows_of_the_book_in_random_order()
    {
        using var scope = NewDisposeScope();
        var goldens = Goldens.Load("windows");
        using var text = new TextSplit(arange(100), 7, TextReading.Random);
        for (long seed = 0; seed < 20; seed++)
        {
            using var loader = new DataLoader(text, 1, shuffle: true, seed: seed);
            var starts = loader.Select(batch => batch.Inputs[0, 0].ToInt64()).ToList();
            Assert.Equal(goldens[$"random_{starts.Min() % 7}"].data<long>().ToArray(), starts.Order());
            Assert.NotEqual(starts.Order(), starts);
        }
    }

    [Fact]
    public void Rows_of_a_sequential_text_stay_on_their_rank()
    {
        using var text = new TextSplit(arange(400), 5, TextReading.Sequential);
        for (int rank = 0; rank < 2; rank++)
        {
            using var loader = new DataLoader(text, 3, shuffle: true, seed: 2, rank: rank, worldSize: 2);
            long[]? last = null;
            foreach (var batch in loader)
            {
                var first = batch.Inputs.select(1, 0).data<long>().ToArray();
                Assert.True(last is null || first.SequenceEqual(last));
                last = batch.Targets.select(1, 4).data<long>().ToArray();
            }
            Assert.NotNull(last);
        }
    }

    [Fact]
    public void Vocabulary_numbers_tokens_by_frequency_then_by_first_occurrence()
    {
        var vocabulary = new Vocabulary("b a c a b d".Split(' '), minimumFrequency: 1, Vocabulary.Padding);
        Assert.Equal(["<unk>", "<pad>", "b", "a", "c", "d"], vocabulary.Tokens);
        Assert.Equal([2, 0, 3], vocabulary.Encode(["b", "never seen", "a"]));
        Assert.Equal("ba", vocabulary.Decode([2, 3]));
        Assert.Equal(4, new Vocabulary("b a c a b d".Split(' '), minimumFrequency: 2, Vocabulary.Padding).Count);
    }

    [Fact]
    public void Time_machine_has_the_counts_of_the_book()
    {
        bool isPresent = Own.Root is not null && DatasetCatalog.Find("time-machine")!.IsPresent(Own.Root);
        Assert.SkipUnless(isPresent, "The Time Machine is not on this machine");
        var options = new DatasetOptions { DataRoot = Own.Root, Download = false };
        using var windows = DatasetCatalog.Open("time-machine", options);
        Assert.Equal((10_000, 5_000, 28), (windows.Train.Count, windows.Test.Count, windows.Vocabulary!.Count));
        Assert.Equal([32], windows.InputShape);
        var beginning = cat([windows.Train.Inputs[0], windows.Train.Inputs[32]]).data<long>();
        Assert.StartsWith("the time machine by h g wells i the", windows.Vocabulary.Decode(beginning));
        using var lines = DatasetCatalog.Open("time-machine", options with { Reading = TextReading.Sequential });
        Assert.Equal((28, 10_000 - 35), (lines.Vocabulary!.Count, lines.Train.Count));
        using var whole = DatasetCatalog.Open("time-machine", options with { LimitTrain = int.MaxValue });
        Assert.Equal(173_428 - 32, whole.Train.Count + whole.Test.Count);
    }

    [Fact]
    public void Text_is_read_in_any_Unicode_encoding_as_characters_or_words()
    {
        using var folder = new Scratch();
        var text = string.Concat(Enumerable.Repeat("Grüße, мир! ", 100));
        Encoding[] encodings = [new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode, Encoding.UTF32];
        foreach (var encoding in encodings)
        {
            File.WriteAllText(folder["own.txt"], text, encoding);
            using var set = DatasetCatalog.Open(folder["own.txt"], new DatasetOptions { Steps = 12 });
            Assert.Equal(new Vocabulary(text.Select(c => c.ToString())).Tokens, set.Vocabulary!.Tokens);
            Assert.Equal(1080 - 12, set.Train.Count);
            Assert.Equal(Targets.NextTokens, set.Kind);
        }
        using var words = DatasetCatalog.Open(folder["own.txt"], new DatasetOptions { Steps = 12, Words = true });
        Assert.Equal(["<unk>", "Grüße,", "мир!"], words.Vocabulary!.Tokens);
    }

    [Fact]
    public void Binary_file_is_rejected_with_the_byte_offset()
    {
        Assert.Contains("byte 10", Rejection([.. "good text "u8, 0xFF, 0xFE, 65]));
        Assert.Contains("a zero at character 3", Rejection("abc\0def"u8.ToArray()));
    }

    [Fact]
    public void Text_without_a_window_is_rejected()
    {
        Assert.Contains("fewer steps or more text", Rejection("abc"u8.ToArray()));
        Assert.Contains("is empty", Rejection([]));
    }

    private static string Rejection(byte[] text)
    {
        using var folder = new Scratch();
        File.WriteAllBytes(folder["bad.txt"], text);
        return Assert.Throws<DatasetException>(() => TextDataset.Open(folder["bad.txt"])).Message;
    }

    [Fact]
    public void Sentence_pairs_are_ended_and_padded()
    {
        using var folder = new Scratch();
        const string pairs = "Go.\tVa !\tsomeone\nGo.\tVa !\nI lost.\tJ'ai perdu.\nI lost.\tJ'ai perdu.\n";
        File.WriteAllText(folder["pairs.tsv"], pairs);
        using var scope = NewDisposeScope();
        var options = new DatasetOptions { Steps = 5, TestRatio = 0.25 };
        using var set = DatasetCatalog.Open(folder["pairs.tsv"], options);
        Assert.Equal((3L, 1L, Targets.Sequences), (set.Train.Count, set.Test.Count, set.Kind));
        Assert.Equal(["<unk>", "<pad>", "<bos>", "<eos>", ".", "go", "i", "lost"], set.Vocabulary!.Tokens);
        var sources = cat([set.Train.Inputs, set.Test.Inputs]).unbind()
            .Select(row => set.Vocabulary.Decode(row.data<long>()));
        Assert.Equal(
            ["go . <eos> <pad> <pad>", "go . <eos> <pad> <pad>", "i lost . <eos> <pad>", "i lost . <eos> <pad>"],
            sources.Order(StringComparer.Ordinal));
        var targets = cat([set.Train.Targets, set.Test.Targets]).unbind()
            .Select(row => set.TargetVocabulary!.Decode(row.data<long>()));
        Assert.Equal(
            ["j'ai perdu . <eos> <pad>", "va ! <eos> <pad> <pad>"], targets.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Line_without_a_tab_is_rejected_with_its_number()
    {
        using var folder = new Scratch();
        File.WriteAllText(folder["bad.tsv"], "a\tb\nno tab here\n");
        var error = Assert.Throws<DatasetException>(() => SentencePairs.Open(folder["bad.tsv"]));
        Assert.Contains("line 2", error.Message);
    }
}
