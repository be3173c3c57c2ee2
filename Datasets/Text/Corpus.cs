using System.Runtime.InteropServices;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Text;

/// <summary>
/// A text's tokens as they are read: each is kept as the number of its first occurrence, four bytes, and not as a string; the vocabulary, which
/// numbers by frequency, is known at the end.
/// </summary>
internal sealed class Corpus
{
    private const int Stretch = 1 << 16;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<long> _counts = [];
    private readonly List<int[]> _tokens = [];

    internal long Count { get; private set; }

    internal void Add(ReadOnlySpan<char> token)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(token, out int number))
        {
            lookup[token] = number = _numbers.Count;
            _counts.Add(0);
        }
        _counts[number]++;
        if (Count % Stretch == 0)
            _tokens.Add(new int[Stretch]);
        _tokens[^1][Count++ % Stretch] = number;
    }

    /// <summary>The tokens' numbers, int64 [tokens], in the vocabulary of all of them.</summary>
    internal (Tensor Tokens, Vocabulary Vocabulary) Numbered()
    {
        // A dictionary that nothing was removed from keeps the order of insertion.
        var vocabulary = new Vocabulary(_numbers.Keys.Zip(_counts));
        var final = _numbers.Keys.Select(token => (long)vocabulary[token]).ToArray();
        var tokens = empty([Count], int64);
        var places = MemoryMarshal.Cast<byte, long>(tokens.bytes);
        for (int i = 0; i < places.Length; i++)
            places[i] = final[_tokens[i / Stretch][i % Stretch]];
        return (tokens, vocabulary);
    }
}
