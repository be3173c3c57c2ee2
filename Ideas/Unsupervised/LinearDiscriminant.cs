// Linear discriminant analysis. R. A. Fisher, "The use of multiple measurements in taxonomic problems", 1936.
// Idea: the directions in which the classes' means differ most, compared with the spread inside the classes: the
// largest eigenvectors of inv(within) between. There are at most classes - 1 of them.

namespace ModelZoo.Ideas.Unsupervised;

internal static class LinearDiscriminant
{
    /// <summary>(directions, features), and for each the ratio of the two variances.</summary>
    internal static (Tensor Directions, Tensor Ratios) Fit(Tensor x, Tensor classes, int count, double ridge = 1e-6)
    {
        long features = x.shape[1];
        var (within, between) = (eye(features, dtype: x.dtype) * ridge, zeros([features, features], x.dtype));
        var mean = x.mean([0]);
        for (int c = 0; c < count; c++)
        {
            var own = x[classes.eq(c)];
            var center = own.mean([0]);
            within += (own - center).t().matmul(own - center);
            between += own.shape[0] * (center - mean).outer(center - mean);
        }
        // With within = L L', the problem is that of a symmetric matrix.
        var inverse = linalg.inv(linalg.cholesky(within));
        var (values, vectors) = linalg.eigh(inverse.matmul(between).matmul(inverse.t()));
        long kept = Math.Min(count - 1, features);
        var directions = vectors.t().matmul(inverse).flip(0).narrow(0, 0, kept);
        return (directions / directions.norm(1, keepdim: true), values.flip(0).narrow(0, 0, kept));
    }
}
