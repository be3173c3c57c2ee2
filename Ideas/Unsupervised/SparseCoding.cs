// Sparse coding. B. Olshausen, D. Field, "Emergence of simple-cell receptive field properties by learning a sparse code
// for natural images", 1996; nndl, section 9.1.2; "Deep Learning", section 13.4.
// Idea: each example is a sum of few of many features. Codes and features are found in turn: codes z by proximal steps
// on |x - z A|^2 / 2 + penalty |z| (ISTA: Daubechies, Defrise, De Mol, 2004), features A by least squares, of length
// one.

namespace ModelZoo.Ideas.Unsupervised;

/// <param name="Features">(k, pixels), rows of length one.</param>
internal sealed record SparseCoding(Tensor Features, double Penalty)
{
    internal static SparseCoding Fit(Tensor x, int features, double penalty, int rounds, Generator random)
    {
        var start = randn([features, x.shape[1]], x.dtype, generator: random);
        var coding = new SparseCoding(start / start.norm(1, keepdim: true), penalty);
        for (int round = 0; round < rounds; round++)
        {
            using var scope = NewDisposeScope();
            var z = coding.Encode(x);
            // A feature that no example uses begins anew as an example.
            var used = z.abs().sum(dim: 0).gt(1e-6).unsqueeze(1);
            var gram = z.t().matmul(z) + 1e-3 * eye(features, dtype: x.dtype);
            var solved = linalg.solve(gram, z.t().matmul(x));
            var examples = x.index_select(0, randint(0, x.shape[0], [features], generator: random));
            var next = where(used, solved, examples);
            next = next / (next.norm(1, keepdim: true) + 1e-12);
            coding = new(next.MoveToOuterDisposeScope(), penalty);
        }
        return coding;
    }

    /// <summary>(N, k).</summary>
    internal Tensor Encode(Tensor x, int steps = 60)
    {
        var gram = Features.matmul(Features.t());
        double step = 1 / linalg.matrix_norm(gram, 2).to(float64).item<double>();
        var target = x.matmul(Features.t());
        var z = zeros_like(target);
        for (int i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var moved = z - step * (z.matmul(gram) - target);
            z = (moved.sign() * (moved.abs() - step * Penalty).clamp_min(0)).MoveToOuterDisposeScope();
        }
        return z;
    }
}
