// Gaussian mixture. A. Dempster, N. Laird, D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm",
// 1977; nndl, section 11.3.2, algorithm 11.3.
// Idea: an example belongs to each component by a share (E step); each component is fitted to the examples by their
// shares (M step). The likelihood never falls.

namespace ModelZoo.Ideas.Unsupervised;

/// <param name="Shares">(k).</param>
/// <param name="Means">(k, features).</param>
/// <param name="Covariances">(k, features, features).</param>
internal sealed record GaussianMixture(Tensor Shares, Tensor Means, Tensor Covariances)
{
    /// <summary>Begins with the clusters of k-means.</summary>
    internal static (GaussianMixture Mixture, IReadOnlyList<double> LogLikelihoods) Fit(
        Tensor x, int count, Generator random, int steps = 50)
    {
        var nearest = KMeans.Fit(x, count, random).Nearest;
        var mixture = Maximize(x, nn.functional.one_hot(nearest, count).to(x.dtype));
        var likelihoods = new List<double>();
        for (int step = 0; step < steps; step++)
        {
            var joint = mixture.LogJoint(x);
            likelihoods.Add(joint.logsumexp(1).mean().item<double>());
            mixture = Maximize(x, joint.softmax(1));
        }
        return (mixture, likelihoods);
    }

    internal Tensor LogDensity(Tensor x) => LogJoint(x).logsumexp(1);

    // log of share times density, (N, k).
    private Tensor LogJoint(Tensor x)
    {
        var roots = linalg.cholesky(Covariances);
        var apart = (x.unsqueeze(0) - Means.unsqueeze(1)).transpose(1, 2);  // (k, features, N)
        var distance = linalg.solve(roots, apart).square().sum(1);          // Mahalanobis, (k, N)
        var logRoots = roots.diagonal(0, 1, 2).log().sum(1, keepdim: true);
        double constant = x.shape[1] * Math.Log(2 * Math.PI) / 2;
        return (Shares.log().unsqueeze(1) - logRoots - distance / 2 - constant).t();
    }

    private static GaussianMixture Maximize(Tensor x, Tensor shares)
    {
        var sums = shares.sum(dim: 0);                                      // (k)
        var means = shares.t().matmul(x) / sums.unsqueeze(1);
        var apart = x.unsqueeze(0) - means.unsqueeze(1);                    // (k, N, features)
        var weighted = apart * shares.t().unsqueeze(2);
        var covariances = weighted.transpose(1, 2).matmul(apart) / sums.view(-1, 1, 1);
        // A component must not shrink to a point.
        return new(sums / x.shape[0], means, covariances + 1e-6 * eye(x.shape[1], dtype: x.dtype));
    }
}
