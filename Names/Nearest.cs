namespace ModelZoo;

/// <summary>What was probably meant by a name that a table does not have. Compiled into each layer that has such a table.</summary>
internal static class Nearest
{
    /// <summary>The names that a typing mistake or two, or a missing part, separates from what was written; at most three, nearest first.</summary>
    internal static IReadOnlyList<string> To(string written, IEnumerable<string> names)
    {
        var word = written.ToLowerInvariant();
        return [.. names.Select(name => (name, distance: word.Length >= 3 && name.Contains(word) ? 1 : Distance(word, name)))
            .Where(candidate => candidate.distance <= Math.Max(word.Length > 3 ? 2 : 1, Math.Max(word.Length, candidate.name.Length) / 3))
            .OrderBy(candidate => candidate.distance).Take(3).Select(candidate => candidate.name)];
    }

    /// <summary>The fewest letters to insert, delete or replace, whatever their case (Levenshtein 1966), a row of the table at a time.</summary>
    internal static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1), 1 + Math.Min(row[j], row[j - 1])));
        }
        return row[b.Length];
    }
}
