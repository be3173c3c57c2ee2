using ModelZoo.Reproduce.Notes;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>The figures that lecture notes on deep learning draw, each with numbers that must come out.</summary>
internal static class NotesTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("saturation", "Activations and their slopes", "sigmoid, tanh, ReLU, leaky ReLU, ELU from -8 to 8", ActivationFunctions.Saturation,
            [Exact("sigmoid_steepest", 0.25), Exact("tanh_steepest", 1), Exact("sigmoid_slope_at_-8", 3.3524e-4, 1e-3), Exact("relu_slope_at_-8", 0)]),
        Row("products", "Exploding and vanishing products", "a factor a layer, 30 layers", Depth.Products, [Exact("0.2_to_30", 1.073742e-21, 1e-5), Exact("5_to_30", 9.313226e20, 1e-5)]),
        Row("vanishing-gradients", "Gradient norm by depth", "30 layers of 64 units; Xavier weights, He's for ReLU; the residual network adds to its input", Depth.Gradients,
            [Holds("sigmoid_first_over_last", 0, 1e-10), Holds("tanh_first_over_last", 0.01, 10), Holds("relu_first_over_last", 0.01, 100), Holds("residual_first_over_last", 0.01, 100)]),
        Row("signal-variance", "How weights begin, and the signal by layer", "30 layers of 256 units without biases", Depth.SignalVariance,
            [Holds("tanh_small_last_over_first", 0, 1e-20), Holds("tanh_wide_last_over_first", 0.9, 1.1), Holds("relu_xavier_last_over_first", 0, 1e-6), Holds("relu_he_last_over_first", 0.05, 20)]),
        Row("batch-norm-statistics", "Statistics inside, with and without batch norm", "5 layers of 100 sigmoids on glyphs, SGD 0.5, 200 steps", Depth.BatchNormStatistics,
            [Holds("deviation_with", 0.5, 2), Holds("deviation_without", 0, 0.3)]),
        Row("dying-relu", "Dying ReLU", "256 hidden units, SGD 0.2: a rate that is too high", ActivationFunctions.DyingReLU, [Holds("relu_dead", 0.5, 1), Holds("leaky_over_relu_loss", 0, 0.9)]),
        Row("bias-shift", "Bias shift", "10 layers of 256 units, weights N(0, 2/256)", ActivationFunctions.BiasShift, [Holds("sigmoid_shift", 0.5, 1), Holds("relu_shift", 0.4, 0.8), Holds("tanh_shift", -0.1, 0.1), Holds("elu_over_relu", 0, 0.9)]),
        Row("long-memory", "Memory of RNN, LSTM and GRU", "adding problem of 10 to 80 numbers, 64 units, 1,000 steps of Adam 0.01, gradient norm at most 1", LongMemory.Adding,
            [Holds("rnn_at_80", 0.1, 0.25), Holds("lstm_at_40", 0, 0.02), Holds("gru_at_80", 0, 0.02)]) with { Quick = false },
        Row("optimizer-paths", "Paths on a long valley", "0.1 x^2 + 2 y^2 from (-5, -2), 40 steps, rate 0.4", Paths.Quadratic, [Exact("sgd_loss", 2.5 * Math.Pow(0.92, 80), 1e-3), Holds("momentum_loss", 0, 1e-4), Holds("adadelta_loss", 5, 11)]),
        Row("saddle-paths", "Paths at a saddle", "x^2 - y^2 from (-1, 0.0001), 12 steps, rate 0.1", Paths.Saddle, [Exact("sgd_loss", Math.Pow(0.8, 24) - 1e-8 * Math.Pow(1.2, 24), 1e-3), Holds("adam_loss", -5, -0.5), Holds("adagrad_loss", -5, -0.05)]),
        Row("schedules", "Learning rates over time", "200 steps in 20 epochs", Paths.Rates, [Exact("cosine_half_way", 0.5, 1e-6), Exact("exponential_end", 0.010233, 1e-3)]),
        Row("penalty-paths", "Weights under L1 and L2", "6 weights, 100 examples, penalties of 0 to 3", Paths.Penalties, [Holds("zeros_under_l1", 3, 5), Exact("zeros_under_l2", 0)]),
        Row("early-stopping", "When to stop", "512 units on 400 glyphs with a quarter of the labels wrong, Adam 0.001", Generalization.EarlyStopping, [Holds("best_epoch", 1, 40), Holds("last_over_best", 1.05, 10)]),
        Row("label-smoothing", "Label smoothing and confidence", "128 units on 2,000 glyphs, smoothing 0 to 0.3", Generalization.LabelSmoothing, [Holds("confidence_without", 0.95, 1), Holds("confidence_at_0.1", 0.82, 0.93)]),
        Row("receptive-fields", "Receptive fields", "three convolutions of 3x3: plain, dilated 1, 2, 4, with two pools between", ReceptiveFields.Draw, [Exact("plain_side", 7), Exact("dilated_side", 15), Exact("pooled_side", 18)]),
        Row("linear-autoencoder", "A linear autoencoder is PCA", "1,000 glyphs, code of 4, Adam 0.003, 1,500 steps", Codes.LinearIsPca, [Holds("largest_angle", 0, 5), Holds("error_over_pca", 1, 1.01)]),
        Row("features", "Features of autoencoders", "10,000 images of Fashion-MNIST, 196 sigmoid units, 8 epochs", Codes.Features, [Holds("denoising_over_plain", 0, 0.8), Holds("sparse_mean_code", 0.03, 0.07)]) with { Quick = false },
        Row("vae-map", "The map of a variational autoencoder", "10,000 images of Fashion-MNIST, 784-400-2, 15 epochs", Codes.Map, [Holds("loss_over_mean_image", 0, 0.85)]) with { Quick = false },
    ];

    private static Target Exact(string metric, double value, double relative = 1e-6) => new(metric, value - Math.Abs(value) * relative, value, value + Math.Abs(value) * relative) { Spread = Target.Exact };

    private static Target Holds(string metric, double low, double high) => new(metric, low, (low + high) / 2, high) { Spread = Target.Bounds };

    private static Experiment Row(string name, string title, string setting, Action<Attempt, Findings> compute, Target[] targets) =>
        new(name, Section.Notes, title, "figures of lecture notes", setting, new Computed(compute, [.. targets.Select(target => target.Metric)])) { Targets = targets, Quick = true };
}
