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

    public double ToDouble() => Tag == Tag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;
    public float ToSingle() => (float)ToDouble();
    public long ToInt64() => Tag == Tag.Double ? (long)ToDouble() : Bits;
    public int ToInt32() => checked((int)ToInt64());
    public bool ToBoolean() => Tag == Tag.Double ? ToDouble() != 0 : Bits != 0;

    /// <summary>Nothing to free; here because TorchSharp's is disposable.</summary>
    public void Dispose() { }

    public override string ToString() => Tag switch
    {
        Tag.Bool => ToBoolean().ToString(),
        Tag.Double => ToDouble().ToString(),
        _ => Bits.ToString(),
    };
}
