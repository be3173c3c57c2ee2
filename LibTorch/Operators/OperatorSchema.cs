using System.Collections;
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

internal enum SchemaKind { Tensor, Value, Optional, List, Unsupported }

/// <summary>The type of an argument or result: an optional or a list with the type inside, or one of values.</summary>
/// <param name="Length">Of a list such as int[2]: one number stands for that many. 0 for any length.</param>
internal sealed record SchemaType(
    string Text, SchemaKind Kind, SchemaType? Inner = null, int Length = 0, SlotValue? Value = null)
{
    /// <summary>From a schema's text: Tensor?, int[2], SymInt[].</summary>
    internal static SchemaType Parse(string text)
    {
        if (text.EndsWith('?'))
            return new(text, SchemaKind.Optional, Parse(text[..^1]));
        int open = text.LastIndexOf('[');
        if (open >= 0)
            return new(text, SchemaKind.List, Parse(text[..open]),
                int.TryParse(text.AsSpan((open + 1)..^1), out int length) ? length : 0);
        if (!SlotValue.OfType.TryGetValue(text, out var value))
            return new(text, SchemaKind.Unsupported);
        return new(text, text == "Tensor" ? SchemaKind.Tensor : SchemaKind.Value, Value: value);
    }

    /// <summary>Whether the C interface cannot pass a value of this type. Any optional can at least be null.</summary>
    internal bool Unsupported => Kind == SchemaKind.Unsupported || Kind == SchemaKind.List && Inner!.Unsupported;

    /// <summary>What is wrong with the value as an argument of this type; null if nothing is.</summary>
    internal string? Mismatch(object? value)
    {
        if (Kind == SchemaKind.Optional)
            return value is null ? null : Inner!.Mismatch(value);
        if (Unsupported)
            return $"has the type {Text}, which libtorch 2.10's C interface cannot pass";
        if (value is Tensor { IsInvalid: true })
            return "is a tensor that has been disposed";
        if (Kind == SchemaKind.List && value is IList items)
            return items.Cast<object?>()
                .Select((item, i) => Inner!.Mismatch(item) is { } wrong ? $"item {i} {wrong}" : null)
                .FirstOrDefault(wrong => wrong is not null);
        if (value is not null && (Value ?? (Length > 0 ? Inner!.Value : null))?.Fits(value) == true)
            return null;
        return $"must be {Value?.Name ?? $"an array or list ({Text})"}, but is {value?.GetType().Name ?? "null"}";
    }
}
