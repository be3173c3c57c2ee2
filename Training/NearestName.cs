namespace ModelZoo.Training;

/// <summary>The answer to a name that a table does not have.</summary>
internal static class NearestName
{
    internal static ArgumentException Unknown(string kind, string name, IEnumerable<string> names)
    {
        var all = names.ToArray();
        var near = all.Select(known => (known, distance: Distance(name, known)))
            .Where(near => near.distance <= Math.Max(2, name.Length / 3) || near.known.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(near => near.distance).Take(3).Select(near => near.known).ToArray();
        return new ArgumentException(near.Length > 0
            ? $"There is no {kind} '{name}'. Did you mean {string.Join(" or ", near)}?"
            : $"There is no {kind} '{name}'. There are: {string.Join(", ", all)}.");
    }

    // Levenshtein 1966: the fewest letters to insert, delete or replace.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1,
                    diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1)));
        }
        return row[^1];
    }
}
