using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Text;

/// <summary>
/// Sentences and their translations, a pair a line, separated by a tab. Both become rows of `steps` tokens, closed by Vocabulary.End and
/// filled up with Vocabulary.Padding: Mask tells them apart.
/// </summary>
public static class SentencePairs
{
    // The textbooks' first 600 of the English-French pairs, in 10 steps; words seen once are unknown.
    private const int BookPairs = 600, BookSteps = 10, MinimumFrequency = 2;

    public static Dataset Open(string path, DatasetOptions? options = null)
    {
        using var text = TextSource.Open(path);
        return Build(Path.GetFileNameWithoutExtension(path), path, text, options ?? new DatasetOptions());
    }

    /// <summary>1 where there is a token, 0 where a row is filled up; float, of the tokens' shape.</summary>
    public static Tensor Mask(Tensor tokens, Vocabulary vocabulary) => tokens.ne(vocabulary[Vocabulary.Padding]).to(ScalarType.Float32);

    /// <summary>What a decoder is given: the beginning, then the target but for its last token.</summary>
    public static Tensor Shifted(Tensor targets, Vocabulary vocabulary) =>
        cat([full_like(targets.narrow(1, 0, 1), vocabulary[Vocabulary.Begin]), targets.narrow(1, 0, targets.shape[1] - 1)], 1);

    internal static Dataset Read(DatasetEntry set, DatasetOptions options)
    {
        var path = DatasetFiles.Get(set, set.Files[0], options);
        options = options with { MaxTokens = options.MaxTokens ?? BookPairs };
        if (!path.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var plain = TextSource.Open(path);
            return Build(set.Name, path, plain, options);
        }
        using var zip = Zip.Open(path);
        using var text = new TextSource(Zip.Content(zip, path, "fra-eng/fra.txt"));
        return Build(set.Name, path, text, options);
    }

    private static Dataset Build(string name, string path, TextSource text, DatasetOptions options)
    {
        Sentences sources = new(), targets = new();
        int number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            // A third field is who wrote them.
            var fields = line.Split('\t');
            if (fields.Length < 2)
                throw new DatasetException($"{path}, line {number}: a tab should separate a sentence from its translation.");
            sources.Add(Words(fields[0]));
            targets.Add(Words(fields[1]));
            if (sources.Count == options.MaxTokens)
                break;
        }
        return Build(name, sources, targets, options.Steps ?? BookSteps, MinimumFrequency, options.TestRatio ?? Splits.TestRatio, options.Seed);
    }

    internal static Dataset Build(string name, Sentences sources, Sentences targets, int steps, int minimumFrequency, double testRatio, long seed)
    {
        using var scope = NewDisposeScope();
        int pairs = sources.Count;
        if (pairs < 2)
            throw new DatasetException($"{name} has {pairs} sentence pairs: at least two are needed, one to train on and one to test with.");
        string[] reserved = [Vocabulary.Padding, Vocabulary.Begin, Vocabulary.End];
        Vocabulary source = new(sources.Counts, minimumFrequency, reserved), target = new(targets.Counts, minimumFrequency, reserved);
        using var all = new Split(sources.Rows(source, steps), targets.Rows(target, steps));
        var (train, test) = Splits.Ratio(all, Math.Clamp(testRatio, 1.0 / pairs, 1 - 1.0 / pairs), seed);
        return new Dataset(name, Targets.Sequences, train, test) { Vocabulary = source, TargetVocabulary = target };
    }

    /// <summary>The textbook's words: small letters, and a mark of punctuation is a word.</summary>
    public static string[] Words(string sentence)
    {
        var text = new System.Text.StringBuilder();
        foreach (var letter in sentence.Replace('\u202f', ' ').Replace('\u00a0', ' ').ToLowerInvariant())
        {
            if (letter is ',' or '.' or '!' or '?' && text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
            text.Append(letter);
        }
        return text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
