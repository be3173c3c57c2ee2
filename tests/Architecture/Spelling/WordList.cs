namespace ModelZoo.Tests.Architecture.Spelling;

/// <summary>American English and the project's own terms. Words with common endings need not be listed.</summary>
internal sealed class WordList(params string[] files)
{
    // What stands before an ending may have lost an e or a y, or doubled its last letter: cutting, carried.
    private static readonly (string Ending, string[] Lost)[] Endings =
    [
        ("s", [""]), ("es", [""]), ("ies", ["y"]), ("ied", ["y"]), ("ly", [""]), ("ness", [""]), ("able", ["", "e"]),
        ("ed", ["", "e"]), ("ing", ["", "e"]), ("er", ["", "e"]), ("ers", ["", "e"]), ("est", ["", "e"]),
    ];

    // Not l: labelled is British.
    private const string Doubled = "bdgmnprt";

    private readonly HashSet<string> _words = [.. files.SelectMany(File.ReadLines)];

    internal bool Contains(string word) => _words.Contains(word) || Stems(word).Any(_words.Contains);

    private static IEnumerable<string> Stems(string word)
    {
        foreach (var (ending, lost) in Endings)
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length < ending.Length + 2)
                continue;
            var stem = word[..^ending.Length];
            foreach (var letter in lost)
                yield return stem + letter;
            if (lost.Length > 1 && stem.Length > 2 && stem[^1] == stem[^2] && Doubled.Contains(stem[^1]))
                yield return stem[..^1];
        }
    }
}
