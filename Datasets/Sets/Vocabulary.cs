namespace ModelZoo.Datasets.Sets;

/// <summary>
/// Tokens and their numbers: 0 is the unknown token, then the reserved ones, then those of a corpus by falling frequency; equal ones in the
/// order of their first occurrence, which is the order of the textbook's own counting.
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

    /// <param name="counts">Each token with its frequency, in the order of their first occurrence.</param>
    internal Vocabulary(IEnumerable<(string Token, long Count)> counts, int minimumFrequency = 1, params ReadOnlySpan<string> reserved)
    {
        Add(Unknown);
        foreach (var token in reserved)
            Add(token);
        // OrderByDescending is stable.
        foreach (var (token, count) in counts.OrderByDescending(pair => pair.Count))
            if (count >= minimumFrequency)
                Add(token);
    }

    public int Count => _tokens.Count;

    public IReadOnlyList<string> Tokens => _tokens;

    public string this[long number] => _tokens[(int)number];

    /// <summary>The token's number; 0 for one that it does not know.</summary>
    public int this[string token] => _numbers.GetValueOrDefault(token);

    public long[] Encode(IEnumerable<string> tokens) => [.. tokens.Select(token => (long)this[token])];

    /// <summary>The tokens joined: by nothing if they are characters, else by spaces.</summary>
    public string Decode(IEnumerable<long> numbers) => string.Join(Characters ? "" : " ", numbers.Select(number => this[number]));

    private bool Characters => _tokens.All(token => token.Length == 1 || token[0] == '<');

    private void Add(string token)
    {
        if (_numbers.TryAdd(token, _tokens.Count))
            _tokens.Add(token);
    }
}
