using System.Text.RegularExpressions;

namespace ModelZoo.Datasets.Text;

/// <summary>
/// Sentences and their translations, one pair a line, separated by a tab. Both become rows of `steps` tokens, ended by
/// Vocabulary.End and padded with Vocabulary.Padding.
/// </summary>
public static partial class SentencePairs
{
    // As in the textbooks: the first 600 pairs, in 10 steps; words that occur once are unknown.
    private const int BookPairs = 600, BookSteps = 10, MinimumFrequency = 2;

    public static Dataset Open(string path, DatasetOptions? options = null)
    {
        using var text = TextSource.Open(path);
        return Read(Path.GetFileNameWithoutExtension(path), path, text, options ?? new DatasetOptions());
    }

    /// <summary>A sentence as a source of such pairs: (1, steps), ended and padded.</summary>
    public static TorchSharp.torch.Tensor Encode(string sentence, Vocabulary vocabulary, int steps)
    {
        var tokens = vocabulary.IsCharacters
            ? [.. sentence.EnumerateRunes().Select(rune => rune.ToString())]
            : Words(sentence);
        var row = vocabulary.Encode(tokens.Take(steps - 1).Append(Vocabulary.End)).ToList();
        while (row.Count < steps)
            row.Add(vocabulary[Vocabulary.Padding]);
        return TorchSharp.torch.tensor(row.ToArray(), [1, steps]);
    }

    internal static Dataset Read(DatasetEntry entry, DatasetOptions options)
    {
        var path = entry.GetFile(options);
        bool isZip = path.EndsWith(".zip", StringComparison.Ordinal);
        using var text = isZip ? new TextSource(Archive.OpenZip(path, "fra-eng/fra.txt")) : TextSource.Open(path);
        return Read(entry.Name, path, text, options with { MaxTokens = options.MaxTokens ?? BookPairs });
    }

    private static Dataset Read(string name, string path, TextSource text, DatasetOptions options)
    {
        Corpus sources = new(), targets = new();
        for (int number = 1; sources.Sentences != options.MaxTokens && text.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            // A third field names the authors.
            var fields = line.Split('\t');
            if (fields.Length < 2)
                throw new DatasetException(
                    $"{path}, line {number}: there should be a tab between a sentence and its translation.");
            sources.AddSentence(Words(fields[0]));
            targets.AddSentence(Words(fields[1]));
        }
        return Build(name, sources, targets, options.Steps ?? BookSteps, MinimumFrequency,
            options.TestRatio ?? Splits.TestRatio, options.Seed);
    }

    internal static Dataset Build(
        string name, Corpus sources, Corpus targets, int steps, int minimumFrequency, double testRatio, long seed)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        int pairs = sources.Sentences;
        if (pairs < 2)
            throw new DatasetException(
                $"{name} has {pairs} sentence pairs, but needs two at least: one to train on and one to test with.");
        string[] reserved = [Vocabulary.Padding, Vocabulary.Begin, Vocabulary.End];
        var source = sources.Vocabulary(minimumFrequency, reserved);
        var target = targets.Vocabulary(minimumFrequency, reserved);
        using var all = new Split(sources.Rows(source, steps), targets.Rows(target, steps));
        var (train, test) = Splits.Ratio(all, Math.Clamp(testRatio, 1.0 / pairs, 1 - 1.0 / pairs), seed);
        return new Dataset(name, Targets.Sequences, train, test) { Vocabulary = source, TargetVocabulary = target };
    }

    // As in the textbook: lower case, and each punctuation mark is a word.
    private static string[] Words(string sentence)
    {
        var text = sentence.Replace('\u202f', ' ').Replace('\u00a0', ' ').ToLowerInvariant();
        var separate = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return Punctuation().Replace(text, " $0").Split(' ', separate);
    }

    [GeneratedRegex("[,.!?]")]
    private static partial Regex Punctuation();
}
