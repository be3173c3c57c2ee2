using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Running;
using static ModelZoo.Reproduce.Tables.FigureRows;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Convolution in the small.</summary>
internal static class FiltersTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("convolution-1d", "Convolution of a signal by hand", "5.1", SmallConvolutions.Signals,
            "60 samples, a mean of 5; narrow, equal and wide; [1, -2, 1] on x^2; stride 2, padding 3, dilation 2",
            Exact("narrow_length", 56),
            Exact("equal_length", 60),
            Exact("wide_length", 64),
            Exact("covered_with_dilation_3", 13),
            Exact("second_derivative_of_x2", 2),
            Exact("flip", 0),
            AtMost("difference_from_conv1d", 1e-12)),
        Row("image-filters", "Filters of images by hand", "5.1.2", SmallConvolutions.Filters,
            "mean, Gaussian, edges and Sobel's filter on glyphs",
            AtMost("difference_from_conv2d", 1e-12),
            Exact("edges_of_a_ramp", 0),
            Exact("horizontal_slope_of_a_ramp", -16)),
        Row("fast-convolution", "Separable filters and the Fourier transform", "5.1.4", SmallConvolutions.Fast,
            "a Gaussian of 9 x 9 on 40 x 40 pixels; cost for 256 x 256 pixels and widths of 3 to 41",
            AtMost("separable_difference", 1e-12),
            AtMost("fourier_difference", 1e-12),
            Between("fourier_wins_from", 5, 15)),
        Row("pooling", "Max, mean, L2 and Gaussian pooling", "5.2.3", SmallConvolutions.Pools,
            "100 glyphs, regions of 4 x 4, moved by 0 to 4 pixels",
            AtMost("l2_difference", 1e-12),
            Between("no_pool_change_by_2", 0.5, 2),
            AtMost("mean_change_by_2", 0.8),
            AtMost("max_change_by_2", 0.8),
            AtMost("gaussian_change_by_2", 0.5)),
        Row("weight-sharing", "Shared, tiled and local filters", "5.2", SmallConvolutions.Sharing,
            "4,000 images of Fashion-MNIST, batch 64, Adam 0.001 (LeNet 0.005), 4 epochs",
            Between("shared_accuracy", 0.65, 0.95),
            Between("tiled_accuracy", 0.65, 0.95),
            Between("local_accuracy", 0.65, 0.95)) with { Epochs = 4, Quick = false },
    ];

    private static Experiment Row(
        string name, string title, string section, Action<Attempt, Measurement> compute, string setting,
        params Target[] targets) =>
        Figure(Section.Filters, $"nndl {section}", name, title, compute, setting, targets);
}
