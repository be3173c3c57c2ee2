using ModelZoo.Datasets.Sets;
using ModelZoo.Recurrent;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Test sequences beside what the network should answer and what it answers.</summary>
internal static class SequenceExhibits
{
    private const int Examples = 12;

    /// <summary>A label for each token.</summary>
    internal static IEnumerable<Exhibit> Labels(Subject subject)
    {
        if (subject.Model is not nn.Module<Tensor, Tensor> network
            || subject.Data is not { Vocabulary: { } tokens, TargetVocabulary: { } labels })
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Examples);
        var predicted = Rows(network.call(inputs).argmax(-1));
        var rows = Rows(inputs).Zip(Rows(targets), predicted).Select(row =>
        {
            int length = row.Second.TakeWhile(label => label >= 0 && !IsEnd(labels, label)).Count();
            string Words(Vocabulary vocabulary, long[] numbers) => vocabulary.Decode(numbers.Take(length));
            return (string[])[Words(tokens, row.First), Words(labels, row.Second), Words(labels, row.Third)];
        });
        yield return Table("Labels", "label", [.. rows]);
    }

    /// <summary>A sequence for each sequence. The network writes the likeliest token each time.</summary>
    internal static IEnumerable<Exhibit> Translations(Subject subject)
    {
        if (subject.Model is not SequenceToSequence network
            || subject.Data is not { Vocabulary: { } from, TargetVocabulary: { } to })
            yield break;
        using var scope = NewDisposeScope();
        var (source, target) = subject.First(Examples);
        var written = Translation.Write(
            network, source, from[Vocabulary.Padding], to[Vocabulary.Begin], target.shape[1]);
        var rows = Rows(source).Zip(Rows(target), Rows(written))
            .Select(row => (string[])[Words(from, row.First), Words(to, row.Second), Words(to, row.Third)]);
        yield return Table("Sequences", "token", [.. rows]);
    }

    private static TableExhibit Table(string title, string unit, string[][] rows) => new(
        title,
        $"Test examples; {rows.Count(row => row[1] == row[2])} of {rows.Length} are right to the last {unit}.",
        ["input", "should be", "is"],
        rows);

    private static IEnumerable<long[]> Rows(Tensor numbers) =>
        numbers.cpu().contiguous().data<long>().ToArray().Chunk((int)numbers.shape[1]);

    private static string Words(Vocabulary vocabulary, long[] numbers) => vocabulary.Decode(numbers
        .TakeWhile(number => !IsEnd(vocabulary, number))
        .Where(number => vocabulary[number] != Vocabulary.Begin));

    private static bool IsEnd(Vocabulary vocabulary, long number) =>
        vocabulary[number] is Vocabulary.End or Vocabulary.Padding;
}
