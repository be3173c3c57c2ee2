using LibTorch.Interop;

namespace TorchSharp;

/// <summary>A number of any type, as libtorch's operators take it. A value: making one costs nothing.</summary>
public readonly struct Scalar : IDisposable
{
    internal readonly Tag Tag;
    internal readonly long Bits;

    private Scalar(Tag tag, long bits) => (Tag, Bits) = (tag, bits);

    public static implicit operator Scalar(byte value) => new(Tag.Int, value);
    public static implicit operator Scalar(sbyte value) => new(Tag.Int, value);
    public static implicit operator Scalar(short value) => new(Tag.Int, value);
    public static implicit operator Scalar(int value) => new(Tag.Int, value);
    public static implicit operator Scalar(long value) => new(Tag.Int, value);
    public static implicit operator Scalar(float value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0);

    internal static Scalar From(in NativeResult result) => new((Tag)result.Tag, result.Bits);

    internal double AsDouble => Tag == Tag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    /// <summary>Nothing to free; here because TorchSharp's is disposable.</summary>
    public void Dispose() { }

    public override string ToString() => Tag switch
    {
        Tag.Bool => this.ToBoolean().ToString(),
        Tag.Double => AsDouble.ToString(),
        _ => Bits.ToString(),
    };
}

/// <summary>A number as a .NET type. Extensions, as in TorchSharp: callers need `using TorchSharp`.</summary>
public static class ScalarExtensionMethods
{
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static long ToInt64(this Scalar value) => value.Tag == Tag.Double ? (long)value.AsDouble : value.Bits;
    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());
    public static bool ToBoolean(this Scalar value) => value.Tag == Tag.Double ? value.AsDouble != 0 : value.Bits != 0;
}
