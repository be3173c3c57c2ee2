using System.Globalization;

namespace ModelZoo.Training.Names;

/// <summary>
/// A name with numbers, as the command line takes it: step, or step:size=30,gamma=0.5. A slash separates the numbers of
/// a list: at=10/20.
/// </summary>
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
            _values[pair[0]] = pair.Length == 2 ? Array.ConvertAll(pair[1].Split('/'), Number) : throw Malformed();

            double Number(string digits) =>
                double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n
                    : throw Malformed();

            ArgumentException Malformed() => new(
                $"'{option}' in '{text}' is not an option: write name=number, as in step:size=30,gamma=0.5.");
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

    /// <summary>A whole number of at least 1.</summary>
    internal long Whole(string name, long otherwise) => Math.Max((long)Get(name, otherwise), 1);

    /// <summary>Throws if an option was given that nothing has asked for: its name is mistyped.</summary>
    internal void CheckAll()
    {
        foreach (var name in _values.Keys.Where(name => !_known.Contains(name)))
            throw new ArgumentException($"'{Name}' has no option '{name}' (in '{_text}'): it has "
                + $"{(_known.Count == 0 ? "none" : string.Join(", ", _known))}.");
    }
}
