// Principal component analysis. K. Pearson, 1901; nndl, section 9.1.1; "Deep Learning", section 2.12.
// Idea: the directions in which data vary most are the first right singular vectors of the centered data. Power
// iteration finds one after the other without a decomposition.

namespace ModelZoo.Ideas.Unsupervised;

/// <param name="Components">(k, features), the most important first.</param>
/// <param name="Variances">Of the data along each component.</param>
internal sealed record PrincipalComponents(Tensor Mean, Tensor Components, Tensor Variances)
{
    internal static PrincipalComponents BySvd(Tensor x)
    {
        var mean = x.mean([0]);
        var (_, s, vh) = linalg.svd(x - mean, fullMatrices: false);
        return new(mean, vh, s.square() / (x.shape[0] - 1));
    }

    /// <summary>
    /// By power iteration: multiply with the covariance, stay orthogonal to what was found, normalize.
    /// </summary>
    internal static PrincipalComponents ByIteration(Tensor x, int components, int steps = 500)
    {
        var mean = x.mean([0]);
        var covariance = (x - mean).t().matmul(x - mean) / (x.shape[0] - 1);
        var found = zeros([components, x.shape[1]], x.dtype);
        for (int k = 0; k < components; k++)
        {
            var v = ones(x.shape[1], x.dtype);
            for (int step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                v = covariance.mv(v);
                v = v - found.t().matmul(found.mv(v));
                v = (v / v.norm()).MoveToOuterDisposeScope();
            }
            found[k] = v;
        }
        return new(mean, found, found.matmul(covariance).mul(found).sum(1));
    }

    /// <summary>How many components keep this share of the variance.</summary>
    internal int Needed(double share)
    {
        var cumulated = Variances.cumsum(0) / Variances.sum();
        return (int)cumulated.lt(share).sum().item<long>() + 1;
    }

    internal Tensor Transform(Tensor x, int components) =>
        (x - Mean).matmul(Components.narrow(0, 0, components).t());

    internal Tensor Inverse(Tensor codes) =>
        codes.matmul(Components.narrow(0, 0, codes.shape[1])) + Mean;

    /// <summary>Components of variance one each. Without the turn back it is PCA whitening, with it ZCA.</summary>
    internal Tensor Whiten(Tensor x, double epsilon = 1e-5, bool turnBack = false)
    {
        var scaled = (x - Mean).matmul(Components.t()) / (Variances + epsilon).sqrt();
        return turnBack ? scaled.matmul(Components) : scaled;
    }
}
