using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Running;
using static ModelZoo.Reproduce.Tables.FigureRows;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Linear algebra, probability, and what the size of a model and of a batch does.</summary>
internal static class NumbersTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("linear-algebra", "Linear algebra", "Deep Learning, chapter 2", FirstNumbers.LinearAlgebraChecks,
            "norms of (3, -4, 0); eigenvalues, pseudo-inverse, traces of random matrices, float64",
            Exact("norm_0", 2),
            Exact("norm_1", 7),
            Exact("norm_2", 5),
            Exact("norm_infinity", 4),
            AtMost("eigen_error", 1e-10),
            AtMost("power_iteration_error", 1e-6),
            AtMost("residual", 1e-10),
            AtMost("difference_from_lstsq", 1e-10),
            AtMost("shortest_over_others", 1),
            AtMost("trace_error", 1e-10),
            Exact("broadcast_last", 5)),
        Row("moments", "Expectation, variance, covariance", "Deep Learning, 3.8", FirstNumbers.Moments,
            "100,000 numbers from -1 to 1, and their squares; 2,000 throws of a die",
            Between("mean", -0.01, 0.01),
            Between("variance", 0.328, 0.339),
            Between("covariance_of_x_and_square", -0.005, 0.005),
            Between("mean_square_if_large", 0.57, 0.6),
            Between("mean_of_a_die", 3.3, 3.7)),
        Row("universal-approximation", "Width against error", "nndl 4.3.1", CapacityFigures.Width,
            "sin 2x + 0.3 x^2 by 1 to 64 tanh units, Adam 0.02 falling to zero, 1,500 steps",
            Between("error_of_1", 0.1, 2),
            AtMost("last_over_first_error", 0.01)),
        Row("capacity", "Too little and too much capacity", "Deep Learning, 5.2", CapacityFigures.Degrees,
            "polynomials of degree 0 to 14 through 20 points of sin(pi x) with noise 0.3",
            Between("best_degree", 2, 8),
            Between("degree_0_over_best", 2, 1e4),
            Between("degree_14_over_best", 2, 1e12),
            Exact("train_error_falls", 1)),
        Row("double-descent", "Double descent", "Belkin et al. 2019", CapacityFigures.DoubleDescent,
            "400 signals of MNIST-1D, a tenth of the labels wrong; 10 to 3,000 random ReLU features, shortest fit",
            Between("peak_over_smaller", 1.05, 5),
            Between("peak_over_largest", 1.1, 5)),
        Row("batch-size", "Batch size, variance of the gradient, best rate", "nndl 7.2.1", CapacityFigures.BatchSizes,
            "linear regression of 20 features, batches of 1 to 128; 14 rates, 40 updates",
            Between("variance_1_over_16", 0.7, 1.4),
            Between("variance_1_over_128", 0.7, 1.4),
            Between("best_rate_64_over_1", 2, 200)),
        Row("gradient-distance", "Gradients by distance in RNN, LSTM and GRU", "nndl 6.5", CapacityFigures.Distance,
            "32 units, 100 random inputs, PyTorch's weights, LSTM with forget gates opened by a bias of 3",
            AtMost("rnn_at_50", 1e-4),
            Between("lstm_over_rnn_at_50", 100, 1e30)),
    ];

    private static Experiment Row(
        string name, string title, string source, Action<Attempt, Measurement> compute, string setting,
        params Target[] targets) =>
        Figure(Section.Numbers, source, name, title, compute, setting, targets);
}
