// Density estimation in one dimension. nndl, section 9.2; B. W. Silverman, "Density estimation", 1986.
// Idea: a normal curve by maximum likelihood knows its shape and needs two numbers. A histogram, a sum of kernels and
// the nearest neighbors know nothing, and need a width: too narrow they follow the noise, too wide they see nothing.
// Each returns a function from a point to its density.

namespace ModelZoo.Ideas.Unsupervised;

internal static class DensityEstimates
{
    internal static Func<double, double> Normal(double[] x)
    {
        double mean = x.Average(), variance = x.Average(value => Math.Pow(value - mean, 2));
        return point => Bell(point - mean, Math.Sqrt(variance));
    }

    /// <summary>Half an example in each bin beforehand, so that no density is zero.</summary>
    internal static Func<double, double> Bins(double[] x, int bins, double from, double to)
    {
        double width = (to - from) / bins;
        var counts = new double[bins];
        int Bin(double value) => Math.Clamp((int)((value - from) / width), 0, bins - 1);
        foreach (double value in x)
            counts[Bin(value)]++;
        return point => (counts[Bin(point)] + 0.5) / (x.Length + 0.5 * bins) / width;
    }

    /// <summary>A normal curve at each example: E. Parzen, 1962.</summary>
    internal static Func<double, double> Kernel(double[] x, double bandwidth) =>
        point => x.Average(value => Bell(point - value, bandwidth));

    /// <summary>k / (N V), where V is the length of the interval to the k-th nearest example on both sides.</summary>
    internal static Func<double, double> Neighbors(double[] x, int k) => point =>
        k / (x.Length * 2 * Math.Max(x.Select(value => Math.Abs(value - point)).Order().ElementAt(k - 1), 1e-12));

    /// <summary>The bandwidth whose densities, each without the example itself, give the largest likelihood.</summary>
    internal static double BestBandwidth(double[] x, IEnumerable<double> candidates) =>
        candidates.MaxBy(width => x.Average(point => Math.Log(Math.Max(1e-300,
            (x.Sum(value => Bell(point - value, width)) - Bell(0, width)) / (x.Length - 1)))));

    internal static double MeanLog(Func<double, double> density, double[] points) =>
        points.Average(point => Math.Log(density(point)));

    private static double Bell(double apart, double deviation) =>
        Math.Exp(-apart * apart / (2 * deviation * deviation)) / (deviation * Math.Sqrt(2 * Math.PI));
}
