namespace ModelZoo.Training.Names;

/// <summary>The error for a name that a table does not have.</summary>
internal static class NearestName
{
    internal static ArgumentException Unknown(string kind, string name, IReadOnlyCollection<string> names)
    {
        var near = Nearest.To(name, names);
        return new ArgumentException($"There is no {kind} '{name}'. " + (near.Count > 0
            ? $"Did you mean {string.Join(" or ", near)}?"
            : $"There are: {string.Join(", ", names)}."));
    }
}
