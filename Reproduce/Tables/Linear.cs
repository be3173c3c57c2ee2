using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Linear models and perceptrons, "Dive into Deep Learning", Chinese 2nd edition, PyTorch.</summary>
internal static class LinearTable
{
    private const string Book = "d2l-zh 2.0.0";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Fit("linear-regression-scratch", "Linear regression, from scratch", "linear-regression-scratch", "1,000 points, w = (2, -3.4), b = 4.2, noise 0.01; batch 10, SGD 0.03, 3 epochs; half the squared error",
            3, new LinearFit("linear-regression", 10, 0.03) { Share = 0.5 },
            [new("train_loss", 0.0237, 0.0375, 0.0618) { Epoch = 1, Runs = 117, Release = 0.042790 }, new("train_loss", 8.4e-5, 1.36e-4, 3.1e-4) { Epoch = 2, Runs = 117, Release = 0.000162 },
                new("train_loss", 4.5e-5, 5.1e-5, 5.6e-5) { Epoch = 3, Runs = 117, Release = 0.000051 }]),
        Fit("linear-regression-concise", "Linear regression, by layers", "linear-regression-concise", "the same; the whole squared error",
            3, new LinearFit("linear-regression", 10, 0.03), [new("train_loss", 9.2e-5, 1.02e-4, 1.16e-4) { Runs = 89, Release = 0.000103 }]),
        Polynomial("polynomial-normal", "Polynomial of degree 3", 4, 400, [new("train_loss", 0.0072, 0.0098, 0.057) { Runs = 102, Release = 0.0108 }, new("test_loss", 0.0073, 0.0104, 0.44) { Runs = 102, Release = 0.0106 },
            .. Weights(4.997, 1.205, -3.398, 5.585)], "5 + 1.2 x - 3.4 x^2/2! + 5.6 x^3/3!, noise 0.1; 100 + 100 points, 4 features, batch 10, SGD 0.01, 400 epochs"),
        Polynomial("polynomial-underfit", "A line through it: underfitting", 2, 400, [new("train_loss", 1.4, 7.4, 50) { Runs = 102, Release = 8.43 }, new("test_loss", 2.4, 9.6, 55) { Runs = 102, Release = 15.59 }],
            "the same, the first 2 features"),
        Polynomial("polynomial-overfit", "All 20 powers: overfitting", 0, 1500, [new("train_loss", 0.0071, 0.0108, 0.0156) { Runs = 102, Release = 0.0121 }, new("test_loss", 0.0087, 0.0137, 0.432) { Runs = 102, Release = 0.0178 }],
            "the same, all 20 features, 1,500 epochs"),
        Decay("weight-decay-scratch-0", "No weight decay, from scratch", 0, false, [new("test_loss", 49, 85, 131) { Runs = 82, Release = 98.1 }, new("norm", 11.68, 13.36, 14.97) { Runs = 82, Release = 12.963 }]),
        Decay("weight-decay-scratch-3", "Weight decay 3, from scratch", 3, false, [new("test_loss", 0.044, 0.085, 0.34) { Runs = 82, Release = 0.0795 }, new("norm", 0.322, 0.364, 0.422) { Runs = 82, Release = 0.3557 }]),
        Decay("weight-decay-concise-0", "No weight decay, by layers", 0, true, [new("test_loss", 105, 188, 253) { Runs = 82, Release = 208.8 }, new("norm", 11.4, 13.5, 15.1) { Runs = 82, Release = 13.728 }]),
        Decay("weight-decay-concise-3", "Weight decay 3, by layers", 3, true, [new("test_loss", 0.097, 0.344, 4.69) { Runs = 82, Release = 0.185 }, new("norm", 0.337, 0.393, 0.719) { Runs = 82, Release = 0.3891 }]),
        Clothes("softmax-scratch", "Softmax regression, from scratch", "softmax-regression-scratch", "784-10, SGD 0.1, W N(0, 0.01), b 0", Softmax, true,
            new TrainedRun("softmax", ("init", "normal+zeros")), [0.4459, 0.4473, 0.4486], [0.8469, 0.8480, 0.8495], [0.797, 0.831, 0.836], (0.4475, 0.8476, 0.8360), 123),
        Clothes("softmax-concise", "Softmax regression, by layers", "softmax-regression-concise", "784-10, SGD 0.1, W N(0, 0.01)", Softmax, false,
            new TrainedRun("softmax"), [0.4461, 0.4472, 0.4484], [0.8463, 0.8481, 0.8489], [0.817, 0.832, 0.836], (0.4481, 0.8481, 0.8281), 85),
        Clothes("mlp-scratch", "Multilayer perceptron, from scratch", "mlp-scratch", "784-256-10, ReLU, SGD 0.1, W N(0, 0.01), b 0", Perceptron, false,
            new TrainedRun("mlp", ("init", "normal+zeros")), [0.3767, 0.3830, 0.3862], [0.8624, 0.8646, 0.8669], [0.769, 0.847, 0.855], (0.3845, 0.8631, 0.8232), 93),
        Clothes("mlp-concise", "Multilayer perceptron, by layers", "mlp-concise", "784-256-10, ReLU, SGD 0.1, W N(0, 0.01)", Perceptron, true,
            new TrainedRun("mlp"), [0.3797, 0.3827, 0.3864], [0.8632, 0.8647, 0.8664], [0.792, 0.848, 0.856], (0.3820, 0.8652, 0.8382), 56),
        Clothes("dropout-scratch", "Dropout, from scratch", "dropout, cell 11", "784-256-256-10, ReLU, dropout 0.2 and 0.5, SGD 0.5, the layers' own start", Dropout, false,
            new TrainedRun("mlp-dropout", ("init", "layer")), [0.3284, 0.3344, 0.3499], [0.8709, 0.8767, 0.8809], [0.784, 0.857, 0.872], (0.3303, 0.8774, 0.8565), 72),
        Clothes("dropout-concise", "Dropout, by layers", "dropout, cell 15", "the same, W N(0, 0.01)", [], false,
            new TrainedRun("mlp-dropout"), [0.3381, 0.3457, 0.3644], [0.8684, 0.8729, 0.8759], [0.796, 0.856, 0.872], (0.3435, 0.8747, 0.8441), 82),
    ];

    private static PublishedCurve[] Softmax => [new("train_loss", .786, .570, .525, .501, .485, .474, .465, .458, .452, .447), new("test_accuracy", .785, .807, .814, .820, .823, .826, .828, .829, .830, .831)];
    private static PublishedCurve[] Perceptron => [new("train_loss", double.NaN, .599, .520, .480, .454, .434, .418, .405, .393, .383), new("test_accuracy", .743, .791, .810, .818, .826, .832, .837, .840, .841, .847)];
    private static PublishedCurve[] Dropout => [new("train_loss", .879, .528, .460, .424, .401, .382, .366, .354, .344, .335), new("test_accuracy", .765, .805, .823, .832, .841, .846, .849, .854, .857, .858)];

    // Only medians are published of the single weights; a tenth either way holds nearly all runs at noise 0.1.
    private static IEnumerable<Target> Weights(params double[] medians) => medians.Select((median, i) => new Target($"weight_{i}", median - 0.15, median, median + 0.15) { Runs = 102, Spread = "median ± 0.15" });

    private static Experiment Fit(string name, string title, string section, string setting, int epochs, LinearFit way, Target[] targets) =>
        new(name, Section.Linear, title, $"{Book}, {section}", setting, way) { Epochs = epochs, Targets = targets, Quick = true };

    private static Experiment Polynomial(string name, string title, int features, int epochs, Target[] targets, string setting) =>
        new(name, Section.Linear, title, $"{Book}, underfit-overfit", setting, new LinearFit("polynomial", 10, 0.01) { Features = features, Bias = false, Start = Start.Layer, Every = 20 }) { Epochs = epochs, Targets = targets, Quick = true };

    private static Experiment Decay(string name, string title, double decay, bool layers, Target[] targets) =>
        new(name, Section.Linear, title, $"{Book}, weight-decay", $"20 + 100 examples of 200 inputs, w = 0.01, b = 0.05, noise 0.01; {(layers ? "all N(0, 1), the whole" : "w N(0, 1), half the")} squared error, SGD 0.003, batch 5, 100 epochs",
            new LinearFit("linear-regression-200", 5, 0.003) { Decay = decay, Start = layers ? Start.AllWide : Start.Wide, Share = layers ? 1 : 0.5, Every = 5 })
        { Epochs = 100, Targets = targets, Quick = true };

    private static Experiment Clothes(string name, string title, string section, string setting, PublishedCurve[] curves, bool quick, TrainedRun way, double[] loss, double[] accuracy, double[] tested, (double Loss, double Accuracy, double Test) release, int runs) =>
        new(name, Section.Linear, title, $"{Book}, {section}", $"Fashion-MNIST, {setting}; batch 256, 10 epochs", way)
        {
            Epochs = 10,
            Quick = quick,
            Curves = curves,
            Targets = ResultTargets.Of(loss, accuracy, tested, release, runs),
        };
}
