using System.Runtime.InteropServices;

namespace ModelZoo.Datasets.Text;

/// <summary>
/// Collects the tokens of a text or of sentences while they are read. Each costs four bytes, the number of its first
/// occurrence. At the end the tokens get their numbers in the vocabulary, which are by frequency.
/// </summary>
internal sealed class Corpus
{
    private const int ChunkSize = 1 << 16;

    // In the order of first occurrence: a dictionary from which nothing is removed keeps the order of insertion.
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<long> _counts = [];
    private readonly List<int[]> _chunks = [];
    private readonly List<long> _sentenceEnds = [];

    internal long Count { get; private set; }

    internal int Sentences => _sentenceEnds.Count;

    internal void Add(ReadOnlySpan<char> token)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(token, out int number))
        {
            lookup[token] = number = _numbers.Count;
            _counts.Add(0);
        }
        _counts[number]++;
        if (Count % ChunkSize == 0)
            _chunks.Add(new int[ChunkSize]);
        _chunks[^1][Count++ % ChunkSize] = number;
    }

    internal void AddSentence(IEnumerable<string> words)
    {
        foreach (var word in words)
            Add(word);
        _sentenceEnds.Add(Count);
    }

    internal Vocabulary Vocabulary(int minimumFrequency = 1, params ReadOnlySpan<string> reserved) =>
        new(_numbers.Keys.Zip(_counts), minimumFrequency, reserved);

    /// <summary>All tokens, int64 [Count].</summary>
    internal Tensor Tokens(Vocabulary vocabulary)
    {
        var numbers = NumbersIn(vocabulary);
        var tokens = empty([Count], int64);
        var row = MemoryMarshal.Cast<byte, long>(tokens.bytes);
        for (int i = 0; i < row.Length; i++)
            row[i] = numbers[this[i]];
        return tokens;
    }

    /// <summary>Sentences cut or padded to `steps`: words, End, Padding. int64 [Sentences, steps].</summary>
    internal Tensor Rows(Vocabulary vocabulary, int steps)
    {
        long end = vocabulary[Sets.Vocabulary.End], padding = vocabulary[Sets.Vocabulary.Padding];
        var numbers = NumbersIn(vocabulary);
        var rows = empty([Sentences, steps], int64);
        var all = MemoryMarshal.Cast<byte, long>(rows.bytes);
        long first = 0;
        for (int i = 0; i < Sentences; first = _sentenceEnds[i++])
        {
            var row = all.Slice(i * steps, steps);
            row.Fill(padding);
            long length = _sentenceEnds[i] - first;
            for (int j = 0; j < Math.Min(length, steps); j++)
                row[j] = numbers[this[first + j]];
            if (length < steps)
                row[(int)length] = end;
        }
        return rows;
    }

    private int this[long place] => _chunks[(int)(place / ChunkSize)][place % ChunkSize];

    private long[] NumbersIn(Vocabulary vocabulary) => [.. _numbers.Keys.Select(token => (long)vocabulary[token])];
}
