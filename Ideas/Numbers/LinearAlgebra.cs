// Linear algebra that the textbooks begin with, written from its definitions. "Deep Learning", chapter 2; d2l 2.3.

namespace ModelZoo.Ideas.Numbers;

internal static class LinearAlgebra
{
    /// <summary>
    /// (sum |x|^p)^(1/p); the largest |x| for an infinite p, the count of what is not zero for p = 0.
    /// </summary>
    internal static double Norm(double[] x, double p) => p switch
    {
        0 => x.Count(value => value != 0),
        double.PositiveInfinity => x.Max(Math.Abs),
        _ => Math.Pow(x.Sum(value => Math.Pow(Math.Abs(value), p)), 1 / p),
    };

    /// <summary>
    /// The Moore-Penrose inverse V D+ U': singular values are inverted, and those below the tolerance become zero. So
    /// pinv(A) b is the shortest of all x with the least |A x - b| (equations 2.47 and 2.63).
    /// </summary>
    internal static Tensor PseudoInverse(Tensor a, double tolerance = 1e-10)
    {
        var (u, s, vh) = linalg.svd(a, fullMatrices: false);
        var inverted = where(s.gt(tolerance * s[0]), 1 / s, zeros_like(s));
        return vh.t().matmul(inverted.unsqueeze(1) * u.t());
    }

    /// <summary>The largest eigenvalue of a symmetric matrix by power iteration.</summary>
    internal static double LargestEigenvalue(Tensor a, int steps = 1000)
    {
        var v = ones(a.shape[0], a.dtype);
        for (int step = 0; step < steps; step++)
            v = a.mv(v) / a.mv(v).norm();
        return v.dot(a.mv(v)).item<double>();
    }
}
