using ModelZoo.Ideas.Numbers;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Linear algebra and probability, as the textbooks begin.</summary>
internal static class FirstNumbers
{
    /// <summary>Norms, eigenvalues, singular values, the pseudo-inverse, the trace, and broadcasting.</summary>
    internal static void LinearAlgebraChecks(Attempt attempt, Measurement found)
    {
        double[] x = [3, -4, 0];
        (found.Values["norm_0"], found.Values["norm_1"]) = (LinearAlgebra.Norm(x, 0), LinearAlgebra.Norm(x, 1));
        (found.Values["norm_2"], found.Values["norm_infinity"]) =
            (LinearAlgebra.Norm(x, 2), LinearAlgebra.Norm(x, double.PositiveInfinity));
        var a = randn(5, 5, dtype: float64);
        var symmetric = a.t().matmul(a);
        var (values, vectors) = linalg.eigh(symmetric);
        found.Values["eigen_error"] = Furthest(vectors.matmul(diag(values)).matmul(vectors.t()), symmetric);
        found.Values["power_iteration_error"] =
            Math.Abs(LinearAlgebra.LargestEigenvalue(symmetric) / values[-1].ToDouble() - 1);
        // More unknowns than equations: of all exact solutions, the shortest.
        var (wide, b) = (randn(3, 6, dtype: float64), randn(3, dtype: float64));
        var shortest = LinearAlgebra.PseudoInverse(wide).mv(b);
        found.Values["residual"] = (wide.mv(shortest) - b).norm().ToDouble();
        var rest = eye(6, dtype: float64) - LinearAlgebra.PseudoInverse(wide).matmul(wide);
        double others = Enumerable.Range(0, 100)
            .Min(_ => (shortest + rest.mv(randn(6, dtype: float64))).norm().ToDouble());
        found.Values["shortest_over_others"] = shortest.norm().ToDouble() / others;
        var theirs = linalg.lstsq(wide, b.unsqueeze(1)).Solution.squeeze(1);
        found.Values["difference_from_lstsq"] = Furthest(shortest, theirs);
        // Trace identities: of a product turned round, and Frobenius' norm.
        var (p, q) = (randn(3, 7, dtype: float64), randn(7, 3, dtype: float64));
        found.Values["trace_error"] = Math.Abs((p.matmul(q).trace() - q.matmul(p).trace()).ToDouble())
            + Math.Abs((p.matmul(p.t()).trace().sqrt() - p.norm()).ToDouble());
        var rows = arange(3, dtype: float64).unsqueeze(1) + arange(4, dtype: float64);
        found.Values["broadcast_last"] = rows[2, 3].ToDouble();
        var plot = found.Plot("unit circles: y", "x");
        foreach (var (name, power) in new[] { ("L1", 1), ("L2", 2), ("L4", 4), ("maximum", double.PositiveInfinity) })
            plot.Line(name, Enumerable.Range(0, 81).Select(i => i * Math.PI / 40).Select(angle =>
            {
                double[] direction = [Math.Cos(angle), Math.Sin(angle)];
                double length = LinearAlgebra.Norm(direction, power);
                return (direction[0] / length, direction[1] / length);
            }));
    }

    /// <summary>Expectation, variance and covariance; a covariance of zero without independence.</summary>
    internal static void Moments(Attempt attempt, Measurement found)
    {
        const int Count = 100_000;
        var x = rand(Count, float64) * 2 - 1;
        var y = x.square();
        found.Values["mean"] = x.mean().ToDouble();
        found.Values["variance"] = x.var().ToDouble();
        found.Values["covariance_of_x_and_square"] = ((x - x.mean()) * (y - y.mean())).mean().ToDouble();
        // Dependent all the same: given |x| > 1/2, the square is larger.
        found.Values["mean_square_if_large"] = y[x.abs().gt(0.5)].mean().ToDouble();
        var dice = found.Plot("mean of the throws of a die", "throws").Line("running mean");
        var throws = randint(1, 7, [2000], float64).cumsum(0) / arange(1, 2001, dtype: float64);
        foreach (int count in Enumerable.Range(1, 100))
            dice.Add(count * 20, throws[count * 20 - 1].ToDouble());
        found.Values["mean_of_a_die"] = dice.Last;
    }

    private static double Furthest(Tensor ours, Tensor right) => (ours - right).abs().max().ToDouble();
}
