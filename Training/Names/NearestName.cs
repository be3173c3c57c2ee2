namespace ModelZoo.Training.Names;

/// <summary>The answer to a name that a table does not have.</summary>
internal static class NearestName
{
    internal static ArgumentException Unknown(string kind, string name, IEnumerable<string> names)
    {
        var all = names.ToArray();
        var near = all.Select(known => (known, distance: Nearest.Distance(name, known)))
            .Where(near => near.distance <= Math.Max(2, name.Length / 3) || near.known.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(near => near.distance).Take(3).Select(near => near.known).ToArray();
        return new ArgumentException(near.Length > 0
            ? $"There is no {kind} '{name}'. Did you mean {string.Join(" or ", near)}?"
            : $"There is no {kind} '{name}'. There are: {string.Join(", ", all)}.");
    }
}
