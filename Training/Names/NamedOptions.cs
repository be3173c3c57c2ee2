using System.Globalization;

namespace ModelZoo.Training.Names;

/// <summary>A name with numbers of its own, as the command line takes it: step, or step:size=30,gamma=0.5; several by a slash: at=10/20.</summary>
internal sealed class NamedOptions
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _text;

    internal NamedOptions(string text)
    {
        _text = text;
        var parts = text.Split(':', 2);
        Name = parts[0];
        foreach (var option in parts.Length > 1 ? parts[1].Split(',') : [])
        {
            var pair = option.Split('=', 2);
            if (pair.Length != 2 || pair[1].Split('/').Select(Number).ToArray() is not { } values || values.Contains(null))
                throw new ArgumentException($"'{option}' in '{text}' is not an option: write name=number, as in step:size=30,gamma=0.5.");
            _values[pair[0]] = [.. values.Select(value => value!.Value)];
        }
    }

    internal string Name { get; }
    internal IEnumerable<string> Given => _values.Keys;

    internal double[] Several(string name, params double[] otherwise)
    {
        _known.Add(name);
        return _values.GetValueOrDefault(name, otherwise);
    }

    internal double Get(string name, double otherwise) => Several(name, otherwise)[0];
    internal long Whole(string name, long otherwise) => Math.Max((long)Get(name, otherwise), 1);

    /// <summary>Refuses what nothing has asked for: it is a mistyped name.</summary>
    internal void CheckAll()
    {
        foreach (var name in _values.Keys.Where(name => !_known.Contains(name)))
            throw new ArgumentException($"'{Name}' has no option '{name}' (in '{_text}'): it has {(_known.Count == 0 ? "none" : string.Join(", ", _known))}.");
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
