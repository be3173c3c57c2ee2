using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Test sequences with the labels that they have and those that the network gives.</summary>
internal static class LabellingExhibits
{
    private const int Examples = 12;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (subject.Model is not nn.Module<Tensor, Tensor> network || subject.Data is not { Vocabulary: { } tokens, TargetVocabulary: { } labels })
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Examples);
        var said = network.call(inputs).argmax(-1);                                                     // (N, T)
        var rows = Enumerable.Range(0, (int)inputs.shape[0]).Select(i => (i, length: Length(labels, targets, i)))
            .Select(row => new[] { Words(tokens, inputs, row), Words(labels, targets, row), Words(labels, said, row) }).ToArray();
        yield return new TableExhibit("Labels", $"Test examples; {rows.Count(row => row[1] == row[2])} of {rows.Length} are right to the last label.", ["input", "should be", "is"], rows);
    }

    private static int Length(Vocabulary labels, Tensor targets, int row) =>
        targets[row].cpu().data<long>().ToArray().TakeWhile(number => number >= 0 && labels[number] is not (Vocabulary.End or Vocabulary.Padding)).Count();

    private static string Words(Vocabulary vocabulary, Tensor numbers, (int Row, int Length) at) => vocabulary.Decode(numbers[at.Row].cpu().data<long>().ToArray().Take(at.Length));
}
