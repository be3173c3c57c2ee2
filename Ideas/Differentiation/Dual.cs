// Forward mode. R. E. Wengert, "A simple automatic derivative evaluation program", 1964; nndl, section 4.5.3.
// Idea: calculate with a + b e where e^2 = 0. The part b is the derivative in the direction that the inputs begin with.
// Cost: one pass for each input; nothing is remembered.

namespace ModelZoo.Ideas.Differentiation;

internal readonly record struct Dual(double Value, double Slope) : IScalar<Dual>
{
    public static Dual Constant(double value) => new(value, 0);

    public static Dual operator +(Dual left, Dual right) => new(left.Value + right.Value, left.Slope + right.Slope);

    public static Dual operator -(Dual left, Dual right) => new(left.Value - right.Value, left.Slope - right.Slope);

    public static Dual operator *(Dual left, Dual right) =>
        new(left.Value * right.Value, left.Slope * right.Value + left.Value * right.Slope);

    public static Dual operator /(Dual left, Dual right) => new(
        left.Value / right.Value,
        (left.Slope * right.Value - left.Value * right.Slope) / (right.Value * right.Value));

    public static Dual Exp(Dual x) => new(Math.Exp(x.Value), x.Slope * Math.Exp(x.Value));

    public static Dual Log(Dual x) => new(Math.Log(x.Value), x.Slope / x.Value);

    public static Dual Sin(Dual x) => new(Math.Sin(x.Value), x.Slope * Math.Cos(x.Value));

    public static Dual Cos(Dual x) => new(Math.Cos(x.Value), -x.Slope * Math.Sin(x.Value));

    internal static double[] Gradient(Func<Dual[], Dual> f, double[] inputs) =>
        [.. inputs.Select((_, i) => f([.. inputs.Select((x, j) => new Dual(x, j == i ? 1 : 0))]).Slope)];
}
