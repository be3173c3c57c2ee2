// Numeric differentiation. nndl, section 4.5.1; "Deep Learning", section 11.5.
// Idea: a difference over a small step h. The forward difference is wrong by h/2 |f''|, the central one by h^2/6
// |f'''|. A rounding error of about e |f|/h is added, where e = 2^-52. So the error is least where both are alike: near
// h = e^(1/2) = 1.5e-8 forward, and h = e^(1/3) = 6e-6 central.
// Cost: a call of the function for each input, or two.

namespace ModelZoo.Ideas.Differentiation;

internal static class NumericDerivative
{
    internal static double Forward(Func<double, double> f, double x, double step) => (f(x + step) - f(x)) / step;

    internal static double Central(Func<double, double> f, double x, double step) =>
        (f(x + step) - f(x - step)) / (2 * step);

    /// <summary>Of a function of several inputs, by central differences.</summary>
    internal static double[] Gradient(Func<Real[], Real> f, double[] inputs, double step = 6e-6) =>
        [.. inputs.Select((x, i) => Central(
            moved => f([.. inputs.Select((other, j) => new Real(j == i ? moved : other))]).Value, x, step))];
}
