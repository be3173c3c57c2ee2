using ModelZoo.Reproduce.Notes;
using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Figures of lecture notes on deep learning, each with numbers that must come out.</summary>
internal static class NotesTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("saturation", "Activations and their slopes", ActivationFunctions.Saturation,
            "sigmoid, tanh, ReLU, leaky ReLU, ELU from -8 to 8",
            Exact("sigmoid_steepest", 0.25),
            Exact("tanh_steepest", 1),
            Exact("sigmoid_slope_at_-8", 3.3524e-4, 1e-3),
            Exact("relu_slope_at_-8", 0)),
        Row("products", "Exploding and vanishing products", Depth.Products,
            "a factor a layer, 30 layers",
            Exact("0.2_to_30", 1.073742e-21, 1e-5),
            Exact("5_to_30", 9.313226e20, 1e-5)),
        Row("vanishing-gradients", "Gradient norm by depth", Depth.Gradients,
            "30 layers of 64 units; Xavier weights, He's for ReLU; the residual network adds to its input",
            Between("sigmoid_first_over_last", 0, 1e-10),
            Between("tanh_first_over_last", 0.01, 10),
            Between("relu_first_over_last", 0.01, 100),
            Between("residual_first_over_last", 0.01, 100)),
        Row("signal-variance", "How weights begin, and the signal by layer", Depth.SignalVariance,
            "30 layers of 256 units without biases",
            Between("tanh_small_last_over_first", 0, 1e-20),
            Between("tanh_wide_last_over_first", 0.9, 1.1),
            Between("relu_xavier_last_over_first", 0, 1e-6),
            Between("relu_he_last_over_first", 0.05, 20)),
        Row("batch-norm-statistics", "Statistics inside, with and without batch norm", Depth.BatchNormStatistics,
            "5 layers of 100 sigmoids on glyphs, SGD 0.5, 200 steps",
            Between("deviation_with", 0.5, 2),
            Between("deviation_without", 0, 0.3)),
        Row("dying-relu", "Dying ReLU", ActivationFunctions.DyingReLU,
            "256 hidden units, SGD 0.2: a rate that is too high",
            Between("relu_dead", 0.5, 1),
            Between("leaky_over_relu_loss", 0, 0.9)),
        Row("bias-shift", "Bias shift", ActivationFunctions.BiasShift,
            "10 layers of 256 units, weights N(0, 2/256)",
            Between("sigmoid_shift", 0.5, 1),
            Between("relu_shift", 0.4, 0.8),
            Between("tanh_shift", -0.1, 0.1),
            Between("elu_over_relu", 0, 0.9)),
        Row("long-memory", "Memory of RNN, LSTM and GRU", LongMemory.Adding,
            "adding problem of 10 to 80 numbers, 64 units, 1,000 steps of Adam 0.01, gradient norm at most 1",
            Between("rnn_at_80", 0.1, 0.25),
            Between("lstm_at_40", 0, 0.02),
            Between("gru_at_80", 0, 0.02)) with { Quick = false },
        Row("optimizer-paths", "Paths on a long valley", Paths.Valley,
            "0.1 x^2 + 2 y^2 from (-5, -2), 40 steps, rate 0.4",
            Exact("sgd_loss", 2.5 * Math.Pow(0.92, 80), 1e-3),
            Between("momentum_loss", 0, 1e-4),
            Between("adadelta_loss", 5, 11)),
        Row("saddle-paths", "Paths at a saddle", Paths.Saddle,
            "x^2 - y^2 from (-1, 0.0001), 12 steps, rate 0.1",
            Exact("sgd_loss", Math.Pow(0.8, 24) - 1e-8 * Math.Pow(1.2, 24), 1e-3),
            Between("adam_loss", -5, -0.5),
            Between("adagrad_loss", -5, -0.05)),
        Row("schedules", "Learning rates over time", Paths.Rates,
            "200 steps in 20 epochs",
            Exact("cosine_half_way", 0.5),
            Exact("exponential_end", 0.010233, 1e-3)),
        Row("penalty-paths", "Weights under L1 and L2", Paths.Penalties,
            "6 weights, 100 examples, penalties of 0 to 3",
            Between("zeros_under_l1", 3, 5),
            Exact("zeros_under_l2", 0)),
        Row("early-stopping", "When to stop", Generalization.EarlyStopping,
            "512 units on 400 glyphs with a quarter of the labels wrong, Adam 0.001",
            Between("best_epoch", 1, 40),
            Between("last_over_best", 1.05, 10)),
        Row("label-smoothing", "Label smoothing and confidence", Generalization.LabelSmoothing,
            "128 units on 2,000 glyphs, smoothing 0 to 0.3",
            Between("confidence_without", 0.95, 1),
            Between("confidence_at_0.1", 0.82, 0.93)),
        Row("receptive-fields", "Receptive fields", ReceptiveFields.Draw,
            "three convolutions of 3x3: plain, dilated 1, 2, 4, with two pools between",
            Exact("plain_side", 7),
            Exact("dilated_side", 15),
            Exact("pooled_side", 18)),
        Row("linear-autoencoder", "A linear autoencoder is PCA", Codes.LinearIsPca,
            "1,000 glyphs, code of 4, Adam 0.003, 1,500 steps",
            Between("largest_angle", 0, 5),
            Between("error_over_pca", 1, 1.01)),
        Row("features", "Features of autoencoders", Codes.Features,
            "10,000 images of Fashion-MNIST, 196 sigmoid units, 8 epochs",
            Between("denoising_over_plain", 0, 0.8),
            Between("sparse_mean_code", 0.03, 0.07)) with { Quick = false },
        Row("vae-map", "The map of a variational autoencoder", Codes.Map,
            "10,000 images of Fashion-MNIST, 784-400-2, 15 epochs",
            Between("loss_over_mean_image", 0, 0.85)) with { Quick = false },
    ];

    private static Target Exact(string metric, double value, double relative = 1e-6)
    {
        double margin = Math.Abs(value) * relative;
        return new Target(metric, value - margin, value, value + margin) { Spread = Target.Exact };
    }

    private static Target Between(string metric, double low, double high) =>
        new(metric, low, (low + high) / 2, high) { Spread = Target.Bounds };

    private static Experiment Row(
        string name, string title, Action<Attempt, Measurement> compute, string setting, params Target[] targets)
    {
        var procedure = new Computed(compute, [.. targets.Select(target => target.Metric)]);
        return new Experiment(name, Section.Notes, title, "figures of lecture notes", setting, procedure)
        {
            Targets = targets,
            Quick = true,
        };
    }
}
