using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Linear models and perceptrons: "Dive into Deep Learning", Chinese 2nd edition, PyTorch.</summary>
internal static class LinearTable
{
    private const string Scratch = ", from scratch", Layers = ", by layers";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("linear-regression-scratch", "Linear regression" + Scratch, "linear-regression-scratch", epochs: 3,
            "1,000 points, w = (2, -3.4), b = 4.2, noise 0.01; batch 10, SGD 0.03, 3 epochs; half the squared error",
            new LinearFit("linear-regression", 10, 0.03) { Share = 0.5 }),
        Row("linear-regression-concise", "Linear regression" + Layers, "linear-regression-concise", epochs: 3,
            "the same; the whole squared error",
            new LinearFit("linear-regression", 10, 0.03)),
        Polynomial("polynomial-normal", "Polynomial of degree 3", features: 4, epochs: 400,
            "5 + 1.2 x - 3.4 x^2/2! + 5.6 x^3/3!, noise 0.1; 100 + 100 points, 4 features, "
                + "batch 10, SGD 0.01, 400 epochs"),
        Polynomial("polynomial-underfit", "A line through it: underfitting", features: 2, epochs: 400,
            "the same, the first 2 features"),
        Polynomial("polynomial-overfit", "All 20 powers: overfitting", features: 0, epochs: 1500,
            "the same, all 20 features, 1,500 epochs"),
        Decay("weight-decay-scratch-0", "No weight decay" + Scratch, decay: 0, layers: false),
        Decay("weight-decay-scratch-3", "Weight decay 3" + Scratch, decay: 3, layers: false),
        Decay("weight-decay-concise-0", "No weight decay" + Layers, decay: 0, layers: true),
        Decay("weight-decay-concise-3", "Weight decay 3" + Layers, decay: 3, layers: true),
        FashionMnist("softmax-scratch", "Softmax regression" + Scratch, "softmax-regression-scratch",
            "784-10, SGD 0.1, W N(0, 0.01), b 0",
            new TrainedRun("softmax", ("init", "normal+zeros"))) with { Quick = true },
        FashionMnist("softmax-concise", "Softmax regression" + Layers, "softmax-regression-concise",
            "784-10, SGD 0.1, W N(0, 0.01)",
            new TrainedRun("softmax")),
        FashionMnist("mlp-scratch", "Multilayer perceptron" + Scratch, "mlp-scratch",
            "784-256-10, ReLU, SGD 0.1, W N(0, 0.01), b 0",
            new TrainedRun("mlp", ("init", "normal+zeros"))),
        FashionMnist("mlp-concise", "Multilayer perceptron" + Layers, "mlp-concise",
            "784-256-10, ReLU, SGD 0.1, W N(0, 0.01)",
            new TrainedRun("mlp")) with { Quick = true },
        FashionMnist("dropout-scratch", "Dropout" + Scratch, "dropout, cell 11",
            "784-256-256-10, ReLU, dropout 0.2 and 0.5, SGD 0.5, the layers' own start",
            new TrainedRun("mlp-dropout", ("init", "layer"))),
        FashionMnist("dropout-concise", "Dropout" + Layers, "dropout, cell 15",
            "the same, W N(0, 0.01)",
            new TrainedRun("mlp-dropout")),
    ];

    private static Experiment Row(
        string name, string title, string section, int epochs, string setting, IProcedure procedure) =>
        new(name, Section.Linear, title, $"d2l-zh 2.0.0, {section}", setting, procedure)
        {
            Epochs = epochs,
            Quick = true,
        };

    private static Experiment Polynomial(string name, string title, int features, int epochs, string setting) =>
        Row(name, title, "underfit-overfit", epochs, setting, new LinearFit("polynomial", 10, 0.01)
        {
            Features = features,
            Bias = false,
            Start = Start.Layer,
            Every = 20,
        });

    private static Experiment Decay(string name, string title, double decay, bool layers)
    {
        var start = layers ? "all N(0, 1), the whole" : "w N(0, 1), half the";
        return Row(name, title, "weight-decay", epochs: 100,
            "20 + 100 examples of 200 inputs, w = 0.01, b = 0.05, noise 0.01; "
                + $"{start} squared error, SGD 0.003, batch 5, 100 epochs",
            new LinearFit("linear-regression-200", 5, 0.003)
            {
                Decay = decay,
                Start = layers ? Start.AllWide : Start.Wide,
                Share = layers ? 1 : 0.5,
                Every = 5,
            });
    }

    private static Experiment FashionMnist(
        string name, string title, string section, string setting, TrainedRun procedure) =>
        Row(name, title, section, epochs: 10, $"Fashion-MNIST, {setting}; batch 256, 10 epochs", procedure) with
        {
            Quick = false,
        };
}
