using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Running;
using static ModelZoo.Reproduce.Tables.FigureRows;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Components, clusters and densities.</summary>
internal static class UnsupervisedTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("pca", "Principal component analysis", "nndl 9.1.1", ComponentFigures.Pca,
            "10,000 images of Fashion-MNIST, by SVD and by power iteration; whitening",
            Between("least_cosine", 0.99, 1.000001),
            AtMost("difference_of_variances", 1e-9),
            Between("kept_by_needed", 0.95, 0.952),
            Between("needed_for_95_percent", 180, 195),
            AtMost("whitened_covariance_error", 1e-6)),
        Row("linear-discriminants", "Linear discriminant analysis", "Fisher 1936", ComponentFigures.Discriminants,
            "6,000 images of Fashion-MNIST, 50 components, nearest class mean in 2 directions",
            Exact("directions", 9),
            Between("accuracy_from_2_components", 0.3, 0.6),
            Between("accuracy_from_2_discriminants", 0.45, 0.75)),
        Row("sparse-coding", "Sparse coding", "nndl 9.1.2", ComponentFigures.SparseCodes,
            "1,500 glyphs, 64 features, penalties of 0.2 to 1.5, 15 rounds",
            Exact("error_falls", 1),
            Between("active_at_0.2", 5, 50),
            AtMost("error_at_0.2", 0.4)) with { Quick = false },
        Row("clusters", "k-means and Gaussian mixtures", "nndl 11.3", DensityFigures.Clusters,
            "3 long clusters of 150 points, 3 round ones",
            Exact("kmeans_never_rises", 1),
            Exact("em_never_falls", 1),
            Between("em_gain", 0, 5),
            Between("kmeans_on_blobs", 0.98, 1),
            Exact("mixture_shares", 1)),
        Row("densities", "Density estimation", "nndl 9.2", DensityFigures.Densities,
            "300 points of two normal hills, scored on 2,000 new ones; bandwidth by leave-one-out",
            Between("bandwidth", 0.1, 0.6),
            Between("kernel_below_truth", -0.01, 0.06),
            Between("histogram_below_truth", -0.01, 0.12),
            Between("neighbors_below_truth", -0.05, 0.15),
            Between("normal_below_truth", 0.1, 0.5)),
    ];

    private static Experiment Row(
        string name, string title, string source, Action<Attempt, Measurement> compute, string setting,
        params Target[] targets) =>
        Figure(Section.Unsupervised, source, name, title, compute, setting, targets);
}
