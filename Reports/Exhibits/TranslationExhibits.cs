using ModelZoo.Datasets.Sets;
using ModelZoo.Recurrent;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Test sequences, what should come out, and what the network writes when it always takes the likeliest token.</summary>
internal static class TranslationExhibits
{
    private const int Examples = 12;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (subject.Model is not SequenceToSequence network || subject.Data is not { Vocabulary: { } from, TargetVocabulary: { } to })
            yield break;
        using var scope = NewDisposeScope();
        var (source, target) = subject.First(Examples);
        var written = Write(network, source, from[Vocabulary.Padding], to[Vocabulary.Begin], target.shape[1]);
        var rows = Enumerable.Range(0, (int)source.shape[0]).Select(i => new[] { Words(from, source, i), Words(to, target, i), Words(to, written, i) }).ToArray();
        yield return new TableExhibit("Sequences", $"Test examples; {rows.Count(row => row[1] == row[2])} of {rows.Length} are right to the last token.", ["input", "should be", "is"], rows);
    }

    private static Tensor Write(SequenceToSequence network, Tensor source, long padding, long begin, long steps)
    {
        var state = network.Encode(source, source.ne(padding).sum(1));
        var token = full_like(source.narrow(1, 0, 1), begin);                                           // (N, 1)
        var tokens = new List<Tensor>();
        for (long step = 0; step < steps; step++)
        {
            (var scores, state) = network.Decode(token, state);
            token = scores.argmax(-1);
            tokens.Add(token);
        }
        return cat([.. tokens], 1);
    }

    private static string Words(Vocabulary vocabulary, Tensor tokens, int row)
    {
        var numbers = tokens[row].cpu().data<long>().ToArray().TakeWhile(number => vocabulary[number] is not (Vocabulary.End or Vocabulary.Padding));
        return vocabulary.Decode(numbers.Where(number => vocabulary[number] != Vocabulary.Begin));
    }
}
