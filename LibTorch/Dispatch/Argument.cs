using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>One argument of an operator, whatever its type; made by implicit conversion, never boxed.</summary>
public readonly struct Argument
{
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly Tag Tag;
    internal readonly int Count;

    private Argument(Tag tag, long bits = 0, object? reference = null, int count = 0) =>
        (Tag, Bits, Reference, Count) = (tag, bits, reference, count);

    /// <summary>The default that the operator's own schema names.</summary>
    public static Argument Default => new(Tag.Default);
    /// <summary>None, where the parameter is optional.</summary>
    public static Argument None => default;

    public static implicit operator Argument(torch.Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, 0, tensor);
    public static implicit operator Argument(long number) => new(Tag.Int, number);
    public static implicit operator Argument(long? number) => number is { } value ? new(Tag.Int, value) : default;
    public static implicit operator Argument(double number) => new(Tag.Double, BitConverter.DoubleToInt64Bits(number));
    public static implicit operator Argument(double? number) => number is { } value ? (Argument)value : default;
    public static implicit operator Argument(bool flag) => new(Tag.Bool, flag ? 1 : 0);
    public static implicit operator Argument(bool? flag) => flag is { } value ? (Argument)value : default;
    public static implicit operator Argument(string? text) => text is null ? default : new(Tag.String, 0, text);
    public static implicit operator Argument(long[]? numbers) => numbers is null ? default : new(Tag.Ints, 0, numbers, numbers.Length);
    public static implicit operator Argument(double[]? numbers) => numbers is null ? default : new(Tag.Doubles, 0, numbers, numbers.Length);
    public static implicit operator Argument(bool[]? flags) => flags is null ? default : new(Tag.Bools, 0, flags, flags.Length);
    public static implicit operator Argument(torch.Tensor?[]? tensors) => tensors is null ? default : new(Tag.Tensors, 0, tensors, tensors.Length);
    public static implicit operator Argument(torch.ScalarType type) => new(Tag.Int, (long)type);
    public static implicit operator Argument(torch.ScalarType? type) => type is { } value ? new(Tag.Int, (long)value) : default;
    public static implicit operator Argument(torch.Device? device) =>
        device is null ? default : new(Tag.Device, (long)device.Available().type, null, device.index);
    public static implicit operator Argument(torch.Generator? generator) => generator is null ? default : new(Tag.Generator, 0, generator);
    public static implicit operator Argument(Scalar scalar) => new(scalar.Tag, scalar.Bits);
    public static implicit operator Argument(Scalar? scalar) => scalar is { } value ? value : default(Argument);

    internal string Describe() => Tag switch
    {
        Tag.None => "None",
        Tag.Default => "default",
        Tag.Tensor => Describe((torch.Tensor)Reference!),
        Tag.Int or Tag.Bool => Bits.ToString(),
        Tag.Double => BitConverter.Int64BitsToDouble(Bits).ToString(),
        Tag.String => $"\"{Reference}\"",
        Tag.Ints => $"[{string.Join(", ", (long[])Reference!)}]",
        Tag.Doubles => $"[{string.Join(", ", (double[])Reference!)}]",
        Tag.Tensors => $"[{string.Join(", ", ((torch.Tensor?[])Reference!).Select(Describe))}]",
        _ => Tag.ToString().ToLowerInvariant(),
    };

    internal static string Describe(torch.Tensor? tensor) =>
        tensor is null ? "None" : tensor.IsInvalid ? "disposed tensor" : tensor.Signature;
}
