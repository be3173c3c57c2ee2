using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>An operator's arguments and results, read from libtorch's own text: mul.Tensor(Tensor self, Tensor other) -> Tensor.</summary>
internal sealed partial record OperatorSchema(string Name, OperatorSchema.Argument[] Arguments, SchemaType[] Results)
{
    internal sealed record Argument(string Name, SchemaType Type, bool HasDefault, object? Default);

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex AliasMark();

    /// <summary>The schema; null if the text is not of the form that this understands.</summary>
    internal static OperatorSchema? Parse(string text)
    {
        const string arrow = ") -> ";
        int open = text.IndexOf('('), close = text.IndexOf(arrow, StringComparison.Ordinal);
        if (open <= 0 || close < open)
            return null;
        var arguments = new List<Argument>();
        foreach (var part in Split(text[(open + 1)..close]))
            if (part != "*")
            {
                if (ParseArgument(part) is not { } argument)
                    return null;
                arguments.Add(argument);
            }
        var results = text[(close + arrow.Length)..];
        if (results.StartsWith('('))
            results = results[1..^1];
        return new(text[..open], [.. arguments], [.. Split(results).Select(result => SchemaType.Parse(AliasMark().Replace(result, "").Split(' ')[0]))]);
    }

    /// <summary>The text of a type or schema without its alias marks such as (a!), which do not matter to a call.</summary>
    internal static string WithoutAliases(string schema)
    {
        int open = schema.IndexOf('(');
        return open < 0 ? schema : schema[..(open + 1)] + AliasMark().Replace(schema[(open + 1)..], "");
    }

    private static Argument? ParseArgument(string part)
    {
        int equals = part.IndexOf('=');
        var declared = AliasMark().Replace(equals < 0 ? part : part[..equals], "");
        int space = declared.LastIndexOf(' ');
        if (space < 0)
            return null;
        var type = SchemaType.Parse(declared[..space]);
        object? value = null;
        bool known = equals >= 0 && TryParseDefault(type, part[(equals + 1)..], out value);
        return new(declared[(space + 1)..], type, known, value);
    }

    // A default that is not understood counts as none: the caller is asked for a value.
    private static bool TryParseDefault(SchemaType type, string text, out object? value)
    {
        value = null;
        if (type.Kind == SchemaKind.Optional)
            return text == "None" || TryParseDefault(type.Inner!, text, out value);
        value = type.Kind switch
        {
            SchemaKind.Int when text == "Mean" => 1L,   // the enumeration Reduction
            SchemaKind.Int when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            SchemaKind.Float when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            SchemaKind.Bool when bool.TryParse(text, out var flag) => flag,
            SchemaKind.Text when text.Length >= 2 && !text.Contains('\\') => text[1..^1],
            SchemaKind.ScalarType when text == "long" => ScalarType.Int64,
            SchemaKind.ScalarType when text == "float" => ScalarType.Float32,
            SchemaKind.MemoryFormat when text == "contiguous_format" => MemoryFormat.Contiguous,
            SchemaKind.MemoryFormat when text == "preserve_format" => MemoryFormat.Preserve,
            SchemaKind.Layout when text == "strided" => TorchSharp.layout.strided,
            SchemaKind.List => ParseList(type, text),
            _ => null,
        };
        return value is not null;
    }

    private static List<object?>? ParseList(SchemaType type, string text)
    {
        var items = new List<object?>();
        foreach (var part in text.StartsWith('[') ? Split(text[1..^1]) : Enumerable.Repeat(text, type.Length))
        {
            if (!TryParseDefault(type.Inner!, part, out var item))
                return null;
            items.Add(item);
        }
        return items;
    }

    // At the commas that are outside brackets and quotes.
    private static IEnumerable<string> Split(string text)
    {
        int depth = 0, start = 0;
        char quote = '\0';
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            if (i == text.Length || c == ',' && depth == 0 && quote == '\0')
            {
                if (i > start)
                    yield return text[start..i].Trim();
                start = i + 1;
            }
            else if (c is '\'' or '"')
                quote = quote == '\0' ? c : quote == c ? '\0' : quote;
            else if (quote == '\0')
                depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
        }
    }
}
