using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Text;

/// <summary>Texts as language models read them.</summary>
public static partial class TextDataset
{
    // The textbooks: the Chinese edition's first 10,000 tokens in steps of 35; the English edition's 10,000 + 5,000 windows of 32.
    private const int BookTokens = 10_000, BookSteps = 35, BookWindows = 10_000, BookTestWindows = 5_000, BookWindowSteps = 32;

    [GeneratedRegex("[^A-Za-z]+")]
    private static partial Regex NoLetters();

    /// <summary>Any text, its tokens as they are. The last tenth, or the share asked for, is for testing.</summary>
    public static Dataset Open(string path, DatasetOptions? options = null) => Build(Path.GetFileNameWithoutExtension(path), path, options ?? new DatasetOptions());

    internal static Dataset Read(DatasetEntry set, DatasetOptions options) => Build(set.Name, DatasetFiles.Get(set, set.Files[0], options), options);

    private static Dataset Build(string name, string path, DatasetOptions options)
    {
        using var scope = NewDisposeScope();
        var (corpus, vocabulary) = Tokens(path, options).Numbered();
        long held = Math.Max(1, (long)(corpus.shape[0] * (options.TestRatio ?? 0.1)));
        return Cut(name, corpus, vocabulary, corpus.shape[0] - held, held, options.Steps ?? BookSteps, options.Reading ?? TextReading.Random);
    }

    private static Corpus Tokens(string path, DatasetOptions options)
    {
        using var text = TextSource.Open(path);
        var corpus = new Corpus();
        var token = new List<char>();
        for (int next; (next = text.Read()) >= 0 && corpus.Count < (options.MaxTokens ?? long.MaxValue);)
        {
            bool blank = options.Words && char.IsWhiteSpace((char)next);
            if (!blank)
                token.Add((char)next);
            // A character beyond the first 65,536 is a pair of them.
            if (token.Count > 0 && (options.Words ? blank : !char.IsHighSurrogate((char)next)))
                Take();
        }
        if (token.Count > 0 && corpus.Count < (options.MaxTokens ?? long.MaxValue))
            Take();
        return corpus;

        void Take()
        {
            corpus.Add(CollectionsMarshal.AsSpan(token));
            token.Clear();
        }
    }

    /// <summary>The Time Machine as the textbooks prepare it: small letters and blanks; by windows or by words and lines as each edition does.</summary>
    internal static Func<DatasetEntry, DatasetOptions, Dataset> TimeMachine(TextReading own) => (set, options) => TimeMachine(set, options, options.Reading ?? own);

    private static Dataset TimeMachine(DatasetEntry set, DatasetOptions options, TextReading reading)
    {
        using var scope = NewDisposeScope();
        using var source = TextSource.Open(DatasetFiles.Get(set, set.Files[0], options));
        var text = source.ReadToEnd();
        string[] tokens;
        if (reading == TextReading.Windows)
        {
            var letters = NoLetters().Replace(text, " ").ToLowerInvariant();
            tokens = options.Words ? letters.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [.. Characters(letters)];
        }
        else
        {
            var lines = text.Split('\n').Select(line => NoLetters().Replace(line, " ").Trim().ToLowerInvariant());
            tokens = [.. lines.SelectMany(line => options.Words ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries) : Characters(line))];
        }
        var vocabulary = new Vocabulary(tokens);
        var corpus = tensor(vocabulary.Encode(tokens));
        if (reading == TextReading.Windows)
        {
            int steps = options.Steps ?? BookWindowSteps;
            long windows = Math.Min(options.LimitTrain ?? BookWindows, corpus.shape[0] - 2 * steps - 1);
            long testWindows = Math.Min(options.LimitTest ?? BookTestWindows, corpus.shape[0] - windows - steps);
            // The last training window and the first for testing overlap, as in the book: it divides windows, not tokens.
            var (train, test) = (corpus.narrow(0, 0, windows + steps), corpus.narrow(0, windows, testWindows + steps));
            return new Dataset(set.Name, Targets.NextTokens, new TextSplit(train, steps), new TextSplit(test, steps)) { Vocabulary = vocabulary };
        }
        // The book measures on what it trains on; here the tokens that follow are for testing.
        long read = Math.Min(options.MaxTokens ?? BookTokens, corpus.shape[0] * 2 / 3);
        return Cut(set.Name, corpus, vocabulary, read, Math.Min(read / 2, corpus.shape[0] - read), options.Steps ?? BookSteps, reading);
    }

    private static Dataset Cut(string name, Tensor corpus, Vocabulary vocabulary, long read, long held, int steps, TextReading reading) =>
        Math.Min(read, held) <= steps ? throw new DatasetException($"{name}: {read + held:N0} tokens, of which {held:N0} are for testing, have no window of {steps} tokens in both parts: give fewer steps or more text.")
        : new(name, Targets.NextTokens, new TextSplit(corpus.narrow(0, 0, read), steps, reading), new TextSplit(corpus.narrow(0, read, held), steps, reading)) { Vocabulary = vocabulary };

    private static IEnumerable<string> Characters(string text) => text.EnumerateRunes().Select(rune => rune.ToString());
}
