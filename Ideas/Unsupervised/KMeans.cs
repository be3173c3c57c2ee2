// k-means. S. Lloyd, "Least squares quantization in PCM", 1957; start: D. Arthur, S. Vassilvitskii, "k-means++", 2007;
// "Deep Learning", section 5.8.2.
// Idea: give each example to its nearest center, then move each center to the mean of its examples. Neither step raises
// the sum of squared distances.

namespace ModelZoo.Ideas.Unsupervised;

internal static class KMeans
{
    internal static (Tensor Centers, Tensor Nearest, IReadOnlyList<double> Errors) Fit(
        Tensor x, int count, Generator random, int mostSteps = 100)
    {
        var centers = Start(x, count, random);
        var errors = new List<double>();
        var nearest = zeros(0, int64);
        while (errors.Count < mostSteps && (errors.Count < 2 || errors[^1] < errors[^2]))
        {
            var distance = cdist(x, centers).square();
            nearest = distance.argmin(1);
            errors.Add(distance.amin(1).sum().to(float64).item<double>());
            var members = nearest.unsqueeze(0).eq(arange(count).unsqueeze(1)).to(x.dtype);   // (count, N)
            var sizes = members.sum(1, keepdim: true);
            centers = where(sizes.gt(0), members.matmul(x) / sizes.clamp_min(1), centers);
        }
        return (centers, nearest, errors);
    }

    // Each further center is an example, the more likely the farther it is from the centers before.
    private static Tensor Start(Tensor x, int count, Generator random)
    {
        var chosen = new List<Tensor> { x[randint(0, x.shape[0], [1], generator: random)] };
        while (chosen.Count < count)
        {
            var distance = cdist(x, cat([.. chosen])).amin(1).square();
            chosen.Add(x[multinomial(distance, 1, generator: random)]);
        }
        return cat([.. chosen]);
    }
}
