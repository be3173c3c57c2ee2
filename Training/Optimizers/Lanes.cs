using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace ModelZoo.Training.Optimizers;

/// <summary>Sixteen float32 or eight float64 in two registers, so that what a rule does once serves twice.</summary>
/// <remarks>The compiler never fuses a multiply and an add by itself, so every walk gives the same bits.</remarks>
internal readonly struct Lanes<T>(Vector256<T> low, Vector256<T> high) : INumbers<Lanes<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _low = low, _high = high;

    internal static int Count => 2 * Vector256<T>.Count;

    [MethodImpl(AggressiveInlining)] internal static unsafe Lanes<T> Load(T* from) => new(Vector256.Load(from), Vector256.Load(from + Vector256<T>.Count));

    [MethodImpl(AggressiveInlining)]
    internal unsafe void Store(T* to)
    {
        _low.Store(to);
        _high.Store(to + Vector256<T>.Count);
    }

    [MethodImpl(AggressiveInlining)] private static Vector256<T> All(double number) => Vector256.Create(T.CreateTruncating(number));

    [MethodImpl(AggressiveInlining)]
    private static Vector256<T> Pick(Vector256<T> value, Vector256<T> negative, Vector256<T> zero, Vector256<T> positive) => Vector256.ConditionalSelect(
        Vector256.LessThan(value, Vector256<T>.Zero), negative, Vector256.ConditionalSelect(Vector256.GreaterThan(value, Vector256<T>.Zero), positive, zero));

    [MethodImpl(AggressiveInlining)] public static Lanes<T> operator +(Lanes<T> left, Lanes<T> right) => new(left._low + right._low, left._high + right._high);
    [MethodImpl(AggressiveInlining)] public static Lanes<T> operator -(Lanes<T> left, Lanes<T> right) => new(left._low - right._low, left._high - right._high);
    [MethodImpl(AggressiveInlining)] public static Lanes<T> operator *(Lanes<T> left, Lanes<T> right) => new(left._low * right._low, left._high * right._high);
    [MethodImpl(AggressiveInlining)] public static Lanes<T> operator /(Lanes<T> left, Lanes<T> right) => new(left._low / right._low, left._high / right._high);
    [MethodImpl(AggressiveInlining)] public static Lanes<T> Sqrt(Lanes<T> value) => new(Vector256.Sqrt(value._low), Vector256.Sqrt(value._high));
    [MethodImpl(AggressiveInlining)] public static Lanes<T> Abs(Lanes<T> value) => new(Vector256.Abs(value._low), Vector256.Abs(value._high));
    [MethodImpl(AggressiveInlining)] public static Lanes<T> Max(Lanes<T> left, Lanes<T> right) => new(Vector256.Max(left._low, right._low), Vector256.Max(left._high, right._high));

    [MethodImpl(AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> left, double right)
    {
        var all = All(right);
        return new(left._low + all, left._high + all);
    }

    [MethodImpl(AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> left, double right)
    {
        var all = All(right);
        return new(left._low * all, left._high * all);
    }

    [MethodImpl(AggressiveInlining)]
    public static Lanes<T> Clamp(Lanes<T> value, double least, double most)
    {
        var (low, high) = (All(least), All(most));
        return new(Vector256.Min(Vector256.Max(value._low, low), high), Vector256.Min(Vector256.Max(value._high, low), high));
    }

    [MethodImpl(AggressiveInlining)]
    public static Lanes<T> BySign(Lanes<T> value, double negative, double zero, double positive)
    {
        var (below, at, above) = (All(negative), All(zero), All(positive));
        return new(Pick(value._low, below, at, above), Pick(value._high, below, at, above));
    }
}
