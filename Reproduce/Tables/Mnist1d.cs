using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Tables;

/// <summary>The baselines of MNIST-1D, as its authors' notebook prints them.</summary>
internal static class Mnist1dTable
{
    // The notebook has one run of each. We ask for 3 points of accuracy.
    private const double Tolerance = 0.03;

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("logistic", "Logistic regression", Mnist1dBaselines.Logistic, 410, 0.315, 0.315),
        Row("mlp", "Multilayer perceptron", () => new Mnist1dBaselines.SkipPerceptron(), 15_210, 0.651, 0.660),
        Row("conv", "Convolutional network", Mnist1dBaselines.Convolutional, 5_210, 0.923, 0.587),
        Row("gru", "GRU", () => new Mnist1dBaselines.BothWays(), 5_134, 0.891, 0.533),
        Row("logistic", "Logistic regression", Mnist1dBaselines.Logistic, 410, 0.315, 0.315, shuffled: true),
        Row("mlp", "Multilayer perceptron", () => new Mnist1dBaselines.SkipPerceptron(), 15_210, 0.651, 0.660, true),
        Row("conv", "Convolutional network", Mnist1dBaselines.Convolutional, 5_210, 0.923, 0.587, true),
        Row("gru", "GRU", () => new Mnist1dBaselines.BothWays(), 5_134, 0.891, 0.533, true),
    ];

    private static Experiment Row(
        string name, string title, Func<nn.Module<Tensor, Tensor>> make, int parameters, double inOrder,
        double inDisorder, bool shuffled = false)
    {
        double published = shuffled ? inDisorder : inOrder;
        return new Experiment(
            $"mnist1d-{name}{(shuffled ? "-shuffled" : "")}", Section.Mnist1d,
            title + (shuffled ? ", pixels shuffled" : ""), "MNIST-1D, classification notebook",
            $"{parameters:N0} parameters, batches of 100 in order, Adam 0.01, 6,000 steps",
            new Computed(Mnist1dBaselines.Train(make, shuffled), "test_accuracy", "test_loss", "parameters"))
        {
            Targets =
            [
                FigureRows.Exact("parameters", parameters),
                new Target("test_accuracy", published - Tolerance, published, published + Tolerance)
                {
                    Spread = $"one run ± {Tolerance}", Release = published,
                },
            ],
            Epochs = 150,
        };
    }
}
