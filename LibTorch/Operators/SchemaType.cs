using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

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
    internal string? Mismatch(object? value) => (Kind, value) switch
    {
        (SchemaKind.Optional, _) => value is null ? null : Inner!.Mismatch(value),
        _ when Unsupported => $"has the type {Text}, which libtorch 2.10's C interface cannot pass",
        (_, Tensor { IsInvalid: true }) => "is a tensor that has been disposed",
        (SchemaKind.List, IList items) => ItemMismatch(items),
        (SchemaKind.List, not null) when Length > 0 && Inner!.Mismatch(value) is null => null,
        (_, not null) when Value?.Fits(value) == true => null,
        _ => $"must be {Value?.Name ?? $"an array or list ({Text})"}, but is {value?.GetType().Name ?? "null"}",
    };

    private string? ItemMismatch(IList items)
    {
        for (int i = 0; i < items.Count; i++)
            if (Inner!.Mismatch(items[i]) is { } wrong)
                return $"item {i} {wrong}";
        return null;
    }
}

/// <summary>Values of one type, which fit a slot. Read is told whether to take over what the slot owns.</summary>
internal sealed record SlotValue(
    string Name, Func<object, bool> Fits, Func<object, ulong> Write, Func<ulong, bool, object?> Read)
{
    private static SlotValue Of<T>(string name, Func<T, ulong> write, Func<ulong, bool, object?> read) =>
        new(name, value => value is T, value => write((T)value), read);

    private static readonly SlotValue Int = new("an int or long",
        value => value is int or long, value => (ulong)Convert.ToInt64(value), (slot, _) => (long)slot);

    private static readonly SlotValue Float = new("a double",
        value => value is double or float or long or int,
        value => BitConverter.DoubleToUInt64Bits(Convert.ToDouble(value)),
        (slot, _) => BitConverter.UInt64BitsToDouble(slot));

    /// <summary>By the type's name in schemas. libtorch 2.10 cannot pass others, such as Scalar and Generator.</summary>
    internal static readonly Dictionary<string, SlotValue> OfType = new()
    {
        ["Tensor"] = Of<Tensor>("a Tensor", Slots.Tensor, Slots.ReadTensor),
        ["int"] = Int,
        ["SymInt"] = Int,
        ["float"] = Float,
        ["bool"] = Of<bool>("a bool", value => value ? 1UL : 0, (slot, _) => (byte)slot != 0),
        ["str"] = Of<string>("a string", Slots.Text, Slots.ReadText),
        ["ScalarType"] = Of<ScalarType>("a ScalarType", value => (ulong)value, (slot, _) => (ScalarType)slot),
        ["MemoryFormat"] = Of<MemoryFormat>(
            $"a {typeof(MemoryFormat).FullName}", value => (ulong)value, (slot, _) => (MemoryFormat)slot),
        ["Layout"] = new("layout.strided", value => value is layout.strided, _ => 0, (_, _) => null),
        ["Device"] = Of<Device>("a Device", value => ((ulong)value.type << 32) | (uint)value.index,
            (slot, _) => new Device((DeviceType)(slot >> 32), (int)slot)),
    };
}
