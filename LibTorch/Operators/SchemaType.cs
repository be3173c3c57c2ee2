using System.Collections;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

internal enum SchemaKind { Tensor, Int, Float, Bool, Text, ScalarType, Layout, MemoryFormat, Device, Optional, List, Unsupported }

/// <summary>The type of an argument or result: a kind, and for an optional or a list the type inside.</summary>
/// <param name="Length">Of a list such as int[2]: a single number stands for that many. 0 where any length will do.</param>
internal sealed record SchemaType(string Text, SchemaKind Kind, SchemaType? Inner = null, int Length = 0)
{
    /// <summary>From a schema's text without alias marks: Tensor?, int[2], SymInt[].</summary>
    internal static SchemaType Parse(string text)
    {
        if (text.EndsWith('?'))
            return new(text, SchemaKind.Optional, Parse(text[..^1]));
        if (text.EndsWith(']'))
        {
            int open = text.LastIndexOf('[');
            return new(text, SchemaKind.List, Parse(text[..open]), int.TryParse(text.AsSpan(open + 1, text.Length - open - 2), out int length) ? length : 0);
        }
        return new(text, text switch
        {
            "Tensor" => SchemaKind.Tensor,
            "int" or "SymInt" => SchemaKind.Int,
            "float" => SchemaKind.Float,
            "bool" => SchemaKind.Bool,
            "str" => SchemaKind.Text,
            "ScalarType" => SchemaKind.ScalarType,
            "Layout" => SchemaKind.Layout,
            "MemoryFormat" => SchemaKind.MemoryFormat,
            "Device" => SchemaKind.Device,
            _ => SchemaKind.Unsupported,
        });
    }

    /// <summary>Whether the C interface cannot pass a value of this type. None can be passed for any optional.</summary>
    internal bool Unsupported => Kind == SchemaKind.Unsupported || Kind == SchemaKind.List && Inner!.Unsupported;

    /// <summary>What is wrong with the value as an argument of this type; null if nothing is.</summary>
    internal string? Mismatch(object? value) => (Kind, value) switch
    {
        (SchemaKind.Optional, null) => null,
        (SchemaKind.Optional, _) => Inner!.Mismatch(value),
        (SchemaKind.Unsupported, _) => $"has the type {Text}, which libtorch 2.10's C interface cannot pass",
        (SchemaKind.Tensor, Tensor { IsInvalid: false }) => null,
        (SchemaKind.Tensor, Tensor) => "is a tensor that has been disposed",
        (SchemaKind.Int, int or long) or (SchemaKind.Float, float or double or int or long) or (SchemaKind.Bool, bool) => null,
        (SchemaKind.Text, string) or (SchemaKind.ScalarType, ScalarType) or (SchemaKind.Layout, TorchSharp.layout.strided) => null,
        (SchemaKind.MemoryFormat, MemoryFormat) or (SchemaKind.Device, Device) => null,
        (SchemaKind.List, IList items) => ListMismatch(items),
        (SchemaKind.List, not null) when Length > 0 => Inner!.Mismatch(value) is null ? null : Expected(value),
        _ => Expected(value),
    };

    private string? ListMismatch(IList items)
    {
        if (Inner!.Unsupported)
            return Inner.Mismatch(null);
        for (int i = 0; i < items.Count; i++)
            if (Inner.Mismatch(items[i]) is { } wrong)
                return $"item {i} {wrong}";
        return null;
    }

    private string Expected(object? value) => $"must be {Name}, but is {(value is null ? "null" : value.GetType().Name)}";

    private string Name => Kind switch
    {
        SchemaKind.Optional => $"{Inner!.Name} or null",
        SchemaKind.List => $"an array or list ({Text})",
        SchemaKind.Tensor => "a Tensor",
        SchemaKind.Int => "an int or long",
        SchemaKind.Float => "a double",
        SchemaKind.Text => "a string",
        SchemaKind.MemoryFormat => $"a {typeof(MemoryFormat).FullName}",
        SchemaKind.Layout => "layout.strided",
        _ => $"a {Text}",
    };
}
