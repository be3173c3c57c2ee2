namespace ModelZoo.Datasets.Sets;

/// <summary>
/// Numbers tokens: 0 is the unknown token, then come the reserved ones, then those of a corpus, most frequent first.
/// Equally frequent tokens keep the order of their first occurrence, as in the textbook.
/// </summary>
public sealed class Vocabulary
{
    public const string Unknown = "<unk>", Padding = "<pad>", Begin = "<bos>", End = "<eos>";

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _tokens = [];

    public Vocabulary(IEnumerable<string> corpus, int minimumFrequency = 1, params ReadOnlySpan<string> reserved)
        : this(corpus.CountBy(token => token).Select(pair => (pair.Key, (long)pair.Value)), minimumFrequency, reserved)
    {
    }

    /// <param name="counts">Each token with its frequency, in the order of first occurrence.</param>
    internal Vocabulary(
        IEnumerable<(string Token, long Count)> counts, int minimumFrequency = 1, params ReadOnlySpan<string> reserved)
    {
        Add(Unknown);
        foreach (var token in reserved)
            Add(token);
        // OrderByDescending is stable.
        foreach (var (token, count) in counts.OrderByDescending(pair => pair.Count))
            if (count >= minimumFrequency)
                Add(token);
    }

    private Vocabulary()
    {
    }

    /// <summary>The vocabulary whose <see cref="Tokens"/> are these.</summary>
    public static Vocabulary Of(IReadOnlyList<string> tokens)
    {
        var vocabulary = new Vocabulary();
        foreach (var token in tokens)
            vocabulary.Add(token);
        return vocabulary;
    }

    public int Count => _tokens.Count;

    public IReadOnlyList<string> Tokens => _tokens;

    public string this[long number] => _tokens[(int)number];

    /// <summary>The number of a token; 0 if it is unknown.</summary>
    public int this[string token] => _numbers.GetValueOrDefault(token);

    public long[] Encode(IEnumerable<string> tokens) => [.. tokens.Select(token => (long)this[token])];

    /// <summary>Joins the tokens: characters directly, words with spaces.</summary>
    public string Decode(IEnumerable<long> numbers) =>
        string.Join(IsCharacters ? "" : " ", numbers.Select(number => this[number]));

    internal bool IsCharacters => _tokens.All(token => token.Length == 1 || token[0] == '<');

    private void Add(string token)
    {
        if (_numbers.TryAdd(token, _tokens.Count))
            _tokens.Add(token);
    }
}
