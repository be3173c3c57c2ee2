using ModelZoo.Ideas.Unsupervised;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Clusters and densities.</summary>
internal static class DensityFigures
{
    /// <summary>Four long clusters: k-means cuts them by distance alone, a mixture by their shape.</summary>
    internal static void Clusters(Attempt attempt, Measurement found)
    {
        const int Each = 150, Count = 3;
        using var random = new Generator((ulong)attempt.Seed);
        var truth = arange(Count).repeat_interleave(Each);
        var noise = randn([Count * Each, 2], float64, generator: random) * tensor(new[] { 3.0, 0.4 });
        var x = noise + truth.unsqueeze(1).to(float64) * tensor(new[] { 0.5, 2.2 });
        var (centers, nearest, errors) = KMeans.Fit(x, Count, random);
        var (mixture, likelihoods) = GaussianMixture.Fit(x, Count, random, 100);
        found.Plot("sum of squared distances", "step").Line("k-means", errors.Select((e, i) => ((double)i, e)));
        found.Plot("mean log-likelihood", "step").Line("EM", likelihoods.Select((l, i) => ((double)i, l)));
        found.Values["kmeans_never_rises"] = Falls(errors) ? 1 : 0;
        found.Values["em_never_falls"] = Falls([.. likelihoods.Select(value => -value)]) ? 1 : 0;
        found.Values["em_gain"] = likelihoods[^1] - likelihoods[0];
        var blobs = arange(Count).repeat_interleave(Each).unsqueeze(1).to(float64) * 6
            + randn([Count * Each, 2], float64, generator: random);
        var clusters = KMeans.Fit(blobs, Count, random).Nearest;
        // All of a blob's points are in one cluster.
        var modes = clusters.view(Count, Each).mode(1).values;
        found.Values["kmeans_on_blobs"] =
            clusters.view(Count, Each).eq(modes.unsqueeze(1)).to(float64).mean().ToDouble();
        found.Values["centers"] = centers.shape[0] * (nearest.max().ToInt64() + 1);
        found.Values["mixture_shares"] = mixture.Shares.sum().ToDouble();
    }

    /// <summary>Four estimates of a density with two hills, and their likelihood on new points.</summary>
    internal static void Densities(Attempt attempt, Measurement found)
    {
        const int Count = 300;
        double[] Draw(int count) =>
            [.. where(rand(count, float64).lt(0.35), randn(count, float64) * 0.5 - 2, randn(count, float64) + 1.5)
                .data<double>().ToArray()];
        double Truth(double x) => 0.35 * Math.Exp(-Math.Pow((x + 2) / 0.5, 2) / 2) / (0.5 * Math.Sqrt(2 * Math.PI))
            + 0.65 * Math.Exp(-Math.Pow(x - 1.5, 2) / 2) / Math.Sqrt(2 * Math.PI);
        var (train, test) = (Draw(Count), Draw(2000));
        double[] widths = [.. Enumerable.Range(0, 20).Select(i => Math.Pow(10, -1.5 + i * 0.1))];
        double best = DensityEstimates.BestBandwidth(train, widths);
        (string Name, Func<double, double> Density)[] estimates =
        [
            ("truth", Truth), ("maximum likelihood", DensityEstimates.Normal(train)),
            ("histogram", DensityEstimates.Bins(train, 24, -6, 6)),
            ("kernel", DensityEstimates.Kernel(train, best)),
            ("neighbors", Normalized(DensityEstimates.Neighbors(train, 25))),
        ];
        var plot = found.Plot("density", "x");
        foreach (var (name, density) in estimates)
        {
            plot.Line(name, Enumerable.Range(0, 121).Select(i => (-6 + i * 0.1, Math.Round(density(-6 + i * 0.1), 3))));
            found.Values[$"{name.Replace(' ', '_')}_log"] = DensityEstimates.MeanLog(density, test);
        }
        found.Values["bandwidth"] = best;
        var scores = found.Plot("mean log-likelihood of new points", "bandwidth, as a power of ten");
        scores.Line("kernel", widths.Select(width =>
            (Math.Log10(width), DensityEstimates.MeanLog(DensityEstimates.Kernel(train, width), test))));
        found.Values["kernel_below_truth"] = found.Values["truth_log"] - found.Values["kernel_log"];
        found.Values["normal_below_truth"] = found.Values["truth_log"] - found.Values["maximum_likelihood_log"];
        found.Values["histogram_below_truth"] = found.Values["truth_log"] - found.Values["histogram_log"];
        found.Values["neighbors_below_truth"] = found.Values["truth_log"] - found.Values["neighbors_log"];
    }

    // The neighbors' estimate has no finite integral: it is scaled to one over the points from -8 to 8.
    private static Func<double, double> Normalized(Func<double, double> density)
    {
        double sum = Enumerable.Range(0, 1601).Sum(i => density(-8 + i * 0.01)) * 0.01;
        return x => density(x) / sum;
    }

    private static bool Falls(IReadOnlyList<double> values) =>
        values.Zip(values.Skip(1), (before, after) => after <= before + 1e-9).All(falls => falls);
}
