using ModelZoo.FullyConnected;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Linear models and multilayer perceptrons.</summary>
internal static class FullyConnectedModels
{
    private static readonly Paper LeastSquares =
        new("Legendre: Nouvelles méthodes pour la détermination des orbites des comètes", 1805);
    private static readonly Paper BinarySequences = new("Cox: The regression analysis of binary sequences", 1958);
    private static readonly Paper BackPropagation =
        new("Rumelhart, Hinton, Williams: Learning representations by back-propagating errors", 1986);
    private static readonly Paper Dropout =
        new("Srivastava et al.: Dropout, a simple way to prevent neural networks from overfitting", 2014);

    internal static IEnumerable<Entry> Rows =>
    [
        Model("linear-regression", LeastSquares, new(InputKind.Vector, 1, 2, 1), 3, 2,
            family: "linear", task: TaskKind.Regression,
            textbook: new("linear-regression", 3, 10, 0.03), published: "mean squared error 0.000102",
            build: a => new LinearRegression(a.Channels * a.Size)),
        Model("logistic-regression", BinarySequences, new(InputKind.Vector, 1, 2, 2), 6, 4, family: "linear",
            textbook: new("moons", 10, 32, 0.1),
            build: a => new LinearRegression(a.Channels * a.Size, a.Classes)),
        Model("softmax", BinarySequences, Image(28), 7_850, 7_840, family: "linear",
            textbook: Fashion(10, 256, 0.1), published: "test accuracy 0.831",
            build: a => new SoftmaxRegression(Flat(a), a.Classes)),
        Model("perceptron", new("Rosenblatt: The perceptron", 1958), Image(28), 7_850, 7_840,
            family: "linear", task: TaskKind.Perceptron,
            textbook: Fashion(10, 256, 0.1),
            build: a => new Perceptron(Flat(a), a.Classes)),
        Perceptrons("mlp", BackPropagation, 203_530, 203_264, published: "test accuracy 0.848",
            build: a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes)),
        Perceptrons("mlp-dropout", Dropout, 269_322, 268_800, lr: 0.5, published: "test accuracy 0.856",
            build: a => new MultilayerPerceptron(
                Flat(a), [new(256, a.Dropout ?? 0.2), new(256, a.Dropout ?? 0.5)], a.Classes)),
        Perceptrons("mlp-bn", BatchNorm, 270_346, 268_800,
            build: a => new MultilayerPerceptron(
                Flat(a), [new(256, a.Dropout ?? 0), new(256, a.Dropout ?? 0)], a.Classes, batchNorm: true)),
        Perceptrons("mlp-wn", new("Salimans, Kingma: Weight normalization", 2016), 203_796, 203_264,
            build: a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes, weightNorm: true)),
        Perceptrons("mlp-tanh", BackPropagation, 203_530, 203_264,
            build: a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes, Tanh)),
        Model("maxout", new("Goodfellow et al.: Maxout networks", 2013), Image(28), 1_233_610, 1_231_200,
            family: "feed-forward",
            textbook: Fashion(10, 128, 0.1), published: "MNIST, test error 0.94 %",
            quick: Fashion(5, 128, 0.1),
            build: a => new MaxoutNetwork(Flat(a), a.Classes, dropout: a.Dropout ?? 0.5)),
    ];

    private static Entry Perceptrons(
        string name, Paper paper, long parameters, long macs, Func<ModelArguments, Module> build,
        double lr = 0.1, string published = "") =>
        Model(name, paper, Image(28), parameters, macs, family: "feed-forward",
            textbook: Fashion(10, 256, lr), published: published,
            build: build);
}
