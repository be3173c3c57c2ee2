namespace ModelZoo;

/// <summary>Suggests names for one that a table does not have.</summary>
internal static class Nearest
{
    /// <summary>
    /// At most three names, nearest first: those that contain what was written, or that differ from it in at most a
    /// third of their letters.
    /// </summary>
    internal static IReadOnlyList<string> To(string written, IEnumerable<string> names)
    {
        var word = written.ToLowerInvariant();
        return
        [
            .. names.Select(name => (name, distance: DistanceTo(name)))
                .Where(candidate => candidate.distance <= Limit(candidate.name.Length))
                .OrderBy(candidate => candidate.distance)
                .Take(3)
                .Select(candidate => candidate.name),
        ];

        int DistanceTo(string name) => word.Length >= 3 && name.Contains(word) ? 1 : Distance(word, name);
        int Limit(int length) => Math.Max(word.Length > 3 ? 2 : 1, Math.Max(word.Length, length) / 3);
    }

    /// <summary>The fewest letters to insert, delete or replace, ignoring case (Levenshtein 1966).</summary>
    internal static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                bool same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
