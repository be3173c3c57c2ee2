using System.Globalization;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>An operator's arguments and results, from libtorch's text without alias marks.</summary>
internal sealed record OperatorSchema(string Name, OperatorSchema.Argument[] Arguments, SchemaType[] Results)
{
    internal sealed record Argument(string Name, SchemaType Type, bool HasDefault, object? Default);

    internal string ArgumentText => string.Join(", ", Arguments.Select(item => $"{item.Type.Text} {item.Name}"));
    internal string ResultText => string.Join(", ", Results.Select(type => type.Text));

    /// <summary>From mul.Tensor(Tensor self, Tensor other) -> Tensor; null if the text is of another form.</summary>
    internal static OperatorSchema? Parse(string text)
    {
        int open = text.IndexOf('('), close = text.IndexOf(") -> ", StringComparison.Ordinal);
        if (open <= 0 || close < open)
            return null;
        var arguments = Split(text[(open + 1)..close]).Where(part => part != "*").Select(ParseArgument).ToArray();
        var results = Split(text[(close + ") -> ".Length)..].Trim('(', ')'))
            .Select(result => SchemaType.Parse(result.Split(' ')[0])).ToArray();
        return arguments.Contains(null) ? null : new(text[..open], arguments!, results);
    }

    private static string[] Split(string list) => list.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    private static Argument? ParseArgument(string part)
    {
        object? value = null;
        return part.Split([' ', '='], 3) is [var type, var name, .. var text]
            ? new(name, SchemaType.Parse(type), text.Length > 0 && TryParseDefault(text[0], out value), value)
            : null;
    }

    // A default that is not understood counts as none: the caller is asked for a value.
    private static bool TryParseDefault(string text, out object? value)
    {
        value = text switch
        {
            "True" => true,
            "False" => false,
            "Mean" => 1L,   // the enumeration Reduction
            "long" => ScalarType.Int64,
            "contiguous_format" => MemoryFormat.Contiguous,
            ['\'' or '"', .. var characters, _] => characters,
            ['[', .. var items, ']'] => Array.ConvertAll(
                items.Split(',', StringSplitOptions.RemoveEmptyEntries), item => long.Parse(item)),
            _ when long.TryParse(text, out long whole) => whole,
            _ when double.TryParse(text, CultureInfo.InvariantCulture, out double number) => number,
            _ => null,
        };
        return value is not null || text == "None";
    }
}
