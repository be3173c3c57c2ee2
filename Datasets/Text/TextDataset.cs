using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ModelZoo.Datasets.Text;

/// <summary>Texts for language models.</summary>
public static partial class TextDataset
{
    // The Chinese edition of the textbook reads the first 10,000 tokens, in steps of 35.
    private const int BookTokens = 10_000, BookSteps = 35;

    // The English edition reads 10,000 + 5,000 windows of 32.
    private const int BookWindows = 10_000, BookTestWindows = 5_000, BookWindowSteps = 32;

    [GeneratedRegex("[^A-Za-z]+")]
    private static partial Regex NotLetters();

    /// <summary>Reads any text. The last tenth is for testing, or the share in the options.</summary>
    public static Dataset Open(string path, DatasetOptions? options = null) =>
        Read(Path.GetFileNameWithoutExtension(path), path, options ?? new DatasetOptions());

    internal static Dataset Read(DatasetEntry entry, DatasetOptions options) =>
        Read(entry.Name, entry.GetFile(options), options);

    private static Dataset Read(string name, string path, DatasetOptions options)
    {
        using var scope = NewDisposeScope();
        var corpus = ReadTokens(path, options);
        var vocabulary = corpus.Vocabulary();
        long held = Math.Max(1, (long)(corpus.Count * (options.TestRatio ?? 0.1)));
        return Divide(name, corpus.Tokens(vocabulary), vocabulary, corpus.Count - held, held,
            options.Steps ?? BookSteps, options.Reading ?? TextReading.Random);
    }

    private static Corpus ReadTokens(string path, DatasetOptions options)
    {
        using var text = TextSource.Open(path);
        var corpus = new Corpus();
        var token = new List<char>();
        long limit = options.MaxTokens ?? long.MaxValue;
        while (corpus.Count < limit && text.Read() is var next and >= 0)
        {
            bool isSpace = options.Words && char.IsWhiteSpace((char)next);
            if (!isSpace)
                token.Add((char)next);
            // A character beyond the first 65,536 is a pair of surrogates.
            bool isWhole = options.Words ? isSpace : !char.IsHighSurrogate((char)next);
            if (isWhole && token.Count > 0)
                EndToken();
        }
        if (token.Count > 0 && corpus.Count < limit)
            EndToken();
        return corpus;

        void EndToken()
        {
            corpus.Add(CollectionsMarshal.AsSpan(token));
            token.Clear();
        }
    }

    /// <summary>The Time Machine, prepared as in the textbook's editions: only letters, in lower case.</summary>
    /// <param name="defaultReading">Windows: as in the English edition; else as in the Chinese edition.</param>
    internal static DatasetReader TimeMachine(TextReading defaultReading) => (entry, options) =>
    {
        using var scope = NewDisposeScope();
        using var source = TextSource.Open(entry.GetFile(options));
        var text = source.ReadToEnd();
        var reading = options.Reading ?? defaultReading;
        // The English edition keeps the spaces between lines.
        var parts = reading == TextReading.Windows ? [NotLetters().Replace(text, " ")]
            : text.Split('\n').Select(line => NotLetters().Replace(line, " ").Trim());
        string[] tokens = [.. parts.SelectMany(part => Tokens(part.ToLowerInvariant()))];
        var vocabulary = new Vocabulary(tokens);
        var corpus = tensor(vocabulary.Encode(tokens));
        if (reading == TextReading.Windows)
            return Windows(entry.Name, corpus, vocabulary, options);
        // The book tests on the training text. Here the tokens that follow are for testing.
        long read = Math.Min(options.MaxTokens ?? BookTokens, corpus.shape[0] * 2 / 3);
        long held = Math.Min(read / 2, corpus.shape[0] - read);
        return Divide(entry.Name, corpus, vocabulary, read, held, options.Steps ?? BookSteps, reading);

        IEnumerable<string> Tokens(string part) => options.Words
            ? part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : part.EnumerateRunes().Select(rune => rune.ToString());
    };

    // As in the book, the last training window and the first test window overlap.
    private static Dataset Windows(string name, Tensor corpus, Vocabulary vocabulary, DatasetOptions options)
    {
        int steps = options.Steps ?? BookWindowSteps;
        long tokens = corpus.shape[0];
        long train = Math.Min(options.LimitTrain ?? BookWindows, tokens - 2 * steps - 1);
        long test = Math.Min(options.LimitTest ?? BookTestWindows, tokens - train - steps);
        return new Dataset(name, Targets.NextTokens, Part(0, train), Part(train, test)) { Vocabulary = vocabulary };

        TextSplit Part(long start, long windows) => new(corpus.narrow(0, start, windows + steps), steps);
    }

    // The first `read` tokens are for training, the next `held` for testing.
    private static Dataset Divide(
        string name, Tensor corpus, Vocabulary vocabulary, long read, long held, int steps, TextReading reading)
    {
        if (Math.Min(read, held) <= steps)
            throw new DatasetException($"{name}: of {read + held:N0} tokens {held:N0} are for testing, " +
                $"so one part has no window of {steps} tokens: give fewer steps or more text.");
        return new Dataset(name, Targets.NextTokens, Part(0, read), Part(read, held)) { Vocabulary = vocabulary };

        TextSplit Part(long start, long count) => new(corpus.narrow(0, start, count), steps, reading);
    }
}
