using System.Globalization;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>An operator's arguments and results, from libtorch's text without alias marks.</summary>
internal sealed record OperatorSchema(string Name, OperatorSchema.Argument[] Arguments, SchemaType[] Results)
{
    internal sealed record Argument(string Name, SchemaType Type, bool HasDefault, object? Default);

    internal string ArgumentText =>
        string.Join(", ", Arguments.Select(argument => $"{argument.Type.Text} {argument.Name}"));
    internal string ResultText => string.Join(", ", Results.Select(type => type.Text));

    /// <summary>From mul.Tensor(Tensor self, Tensor other) -> Tensor; null if the text is of another form.</summary>
    internal static OperatorSchema? Parse(string text)
    {
        int open = text.IndexOf('('), close = text.IndexOf(") -> ", StringComparison.Ordinal);
        if (open <= 0 || close < open)
            return null;
        // The star divides arguments that C# does not divide.
        var arguments = Split(text[(open + 1)..close]).Where(part => part != "*").Select(ParseArgument).ToArray();
        var results = Split(text[(close + ") -> ".Length)..].Trim('(', ')'))
            .Select(result => SchemaType.Parse(result.Split(' ')[0])).ToArray();
        return arguments.Contains(null) ? null : new(text[..open], arguments!, results);
    }

    private static string[] Split(string list) => list.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    private static Argument? ParseArgument(string part)
    {
        var sides = part.Split('=', 2);
        int space = sides[0].LastIndexOf(' ');
        if (space < 0)
            return null;
        object? value = null;
        bool known = sides.Length > 1 && TryParseDefault(sides[1], out value);
        return new(sides[0][(space + 1)..], SchemaType.Parse(sides[0][..space]), known, value);
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
