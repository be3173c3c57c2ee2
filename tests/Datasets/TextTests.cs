using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Text;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class TextTests
{
    [Fact]
    public void Sequential_partitioning_cuts_as_the_book_defines_it_and_rows_go_on()
    {
        using var scope = NewDisposeScope();
        var goldens = Goldens.Load("windows");
        using var text = new TextSplit(arange(100), 7, TextReading.Sequential);
        var offsets = new HashSet<long>();
        for (long seed = 0; seed < 40; seed++)
        {
            using var loader = new DataLoader(text, 3, shuffle: true, seed: seed);
            var batches = loader.Select(batch => (Inputs: batch.Inputs.clone(), Targets: batch.Targets.clone(), batch.Continues)).ToList();
            long offset = batches[0].Inputs[0, 0].ToInt64();
            offsets.Add(offset);
            Assert.True(stack(batches.Select(batch => batch.Inputs)).Equals(goldens[$"sequential_{offset}"]));
            Assert.True(stack(batches.Select(batch => batch.Targets)).Equals(goldens[$"sequential_next_{offset}"]));
            Assert.Equal([false, .. Enumerable.Repeat(true, batches.Count - 1)], batches.Select(batch => batch.Continues));
        }
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), offsets.Order());
    }

    [Fact]
    public void Random_sampling_draws_the_books_windows_in_any_order()
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
    public void Ranks_share_a_sequential_text_by_rows_that_go_on()
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
    public void A_vocabulary_numbers_by_frequency_and_then_by_first_occurrence()
    {
        var vocabulary = new Vocabulary("b a c a b d".Split(' '), minimumFrequency: 1, Vocabulary.Padding);
        Assert.Equal(["<unk>", "<pad>", "b", "a", "c", "d"], vocabulary.Tokens);
        Assert.Equal([2, 0, 3], vocabulary.Encode(["b", "never seen", "a"]));
        Assert.Equal("ba", vocabulary.Decode([2, 3]));
        Assert.Equal(4, new Vocabulary("b a c a b d".Split(' '), minimumFrequency: 2, Vocabulary.Padding).Count);
    }

    [Fact]
    public void The_time_machine_has_the_books_counts()
    {
        Assert.SkipUnless(Own.Root is not null && DatasetCatalog.Find("time-machine")!.IsPresent(Own.Root), "The Time Machine is not on this machine");
        var options = new DatasetOptions { DataRoot = Own.Root, Download = false };
        using var windows = DatasetCatalog.Open("time-machine", options);
        Assert.Equal((10_000, 5_000, 28), (windows.Train.Count, windows.Test.Count, windows.Vocabulary!.Count));
        Assert.Equal([32], windows.InputShape);
        Assert.StartsWith("the time machine by h g wells i the", windows.Vocabulary.Decode(cat([windows.Train.Inputs[0], windows.Train.Inputs[32]]).data<long>()));
        using var lines = DatasetCatalog.Open("time-machine", options with { Reading = TextReading.Sequential });
        Assert.Equal((28, 10_000 - 35), (lines.Vocabulary!.Count, lines.Train.Count));
        using var whole = DatasetCatalog.Open("time-machine", options with { LimitTrain = int.MaxValue });
        Assert.Equal(173_428 - 32, whole.Train.Count + whole.Test.Count);
    }

    [Fact]
    public void Any_text_of_any_usual_encoding_is_read_and_divided()
    {
        using var folder = new Folder();
        var text = string.Concat(Enumerable.Repeat("Grüße, мир! ", 100));
        foreach (var encoding in new System.Text.Encoding[] { new System.Text.UTF8Encoding(false), System.Text.Encoding.UTF8, System.Text.Encoding.Unicode, System.Text.Encoding.UTF32 })
        {
            File.WriteAllText(folder.Path("own.txt"), text, encoding);
            using var set = DatasetCatalog.Open(folder.Path("own.txt"), new DatasetOptions { Steps = 12 });
            Assert.Equal(new Vocabulary(text.Select(c => c.ToString())).Tokens, set.Vocabulary!.Tokens);
            Assert.Equal(1080 - 12, set.Train.Count);
            Assert.Equal(Targets.NextTokens, set.Kind);
        }
        using var words = DatasetCatalog.Open(folder.Path("own.txt"), new DatasetOptions { Steps = 12, Words = true });
        Assert.Equal(["<unk>", "Grüße,", "мир!"], words.Vocabulary!.Tokens);
    }

    [Fact]
    public void What_is_no_text_is_refused_with_its_place()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder.Path("bad.txt"), [.. "good text "u8, 0xFF, 0xFE, 65]);
        Assert.Contains("byte 10", Assert.Throws<DatasetException>(() => TextDataset.Open(folder.Path("bad.txt"))).Message);
        File.WriteAllText(folder.Path("short.txt"), "abc");
        Assert.Contains("fewer steps or more text", Assert.Throws<DatasetException>(() => TextDataset.Open(folder.Path("short.txt"))).Message);
        File.WriteAllText(folder.Path("empty.txt"), "");
        Assert.Contains("is empty", Assert.Throws<DatasetException>(() => TextDataset.Open(folder.Path("empty.txt"))).Message);
    }

    [Fact]
    public void Sentence_pairs_are_closed_filled_up_masked_and_shifted()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.Path("pairs.tsv"), "Go.\tVa !\tsomeone\nGo.\tVa !\nI lost.\tJ'ai perdu.\nI lost.\tJ'ai perdu.\n");
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open(folder.Path("pairs.tsv"), new DatasetOptions { Steps = 5, TestRatio = 0.25 });
        Assert.Equal((3L, 1L, Targets.Sequences), (set.Train.Count, set.Test.Count, set.Kind));
        Assert.Equal(["<unk>", "<pad>", "<bos>", "<eos>", ".", "go", "i", "lost"], set.Vocabulary!.Tokens);
        var all = cat([set.Train.Inputs, set.Test.Inputs]);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Contains(set.Vocabulary.Decode(all[i].data<long>()), new[] { "go . <eos> <pad> <pad>", "i lost . <eos> <pad>" }));
        var mask = SentencePairs.Mask(all, set.Vocabulary);
        Assert.Equal(2 * 3 + 2 * 4, mask.sum().ToDouble());
        var shifted = SentencePairs.Shifted(set.Train.Targets, set.TargetVocabulary!);
        Assert.StartsWith("<bos>", set.TargetVocabulary!.Decode(shifted[0].data<long>()));
        Assert.True(shifted.narrow(1, 1, 4).Equals(set.Train.Targets.narrow(1, 0, 4)));
        File.WriteAllText(folder.Path("bad.tsv"), "a\tb\nno tab here\n");
        Assert.Contains("line 2", Assert.Throws<DatasetException>(() => SentencePairs.Open(folder.Path("bad.tsv"))).Message);
    }
}
