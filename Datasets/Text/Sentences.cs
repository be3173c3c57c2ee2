using System.Runtime.InteropServices;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Text;

/// <summary>Sentences as they are read: each word once, and a number for each place it stands at.</summary>
internal sealed class Sentences
{
    private readonly Dictionary<string, int> _known = [];
    private readonly List<string> _words = [];
    private readonly List<long> _counts = [];
    private readonly List<int> _places = [], _ends = [];

    internal int Count => _ends.Count;

    internal IEnumerable<(string, long)> Counts => _words.Zip(_counts);

    internal void Add(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, word, out bool known);
            if (!known)
            {
                number = _words.Count;
                _words.Add(word);
                _counts.Add(0);
            }
            _counts[number]++;
            _places.Add(number);
        }
        _ends.Add(_places.Count);
    }

    /// <summary>A row of `steps` numbers for each: its words, Vocabulary.End, then Vocabulary.Padding; what is longer is cut.</summary>
    internal Tensor Rows(Vocabulary vocabulary, int steps)
    {
        long end = vocabulary[Vocabulary.End], padding = vocabulary[Vocabulary.Padding];
        var numbers = _words.ConvertAll(word => (long)vocabulary[word]);
        var rows = empty([Count, steps], int64);
        var all = MemoryMarshal.Cast<byte, long>(rows.bytes);
        for (int i = 0, first = 0; i < Count; first = _ends[i++])
        {
            var row = all.Slice(i * steps, steps);
            row.Fill(padding);
            int length = _ends[i] - first;
            for (int j = 0; j < Math.Min(length, steps); j++)
                row[j] = numbers[_places[first + j]];
            if (length < steps)
                row[length] = end;
        }
        return rows;
    }
}
