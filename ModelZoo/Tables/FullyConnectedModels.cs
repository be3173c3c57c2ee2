using ModelZoo.FullyConnected;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Linear models and multilayer perceptrons.</summary>
internal static class FullyConnectedModels
{
    private const string BackPropagation = "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors";

    internal static IEnumerable<Entry> Rows =>
    [
        new("linear-regression", "linear", "Legendre: Nouvelles méthodes pour la détermination des orbites des comètes", 1805,
            new(InputKind.Vector, 1, 2, 1), TaskKind.Regression, 3, 2,
            new("linear-regression", 3, 10, 0.03), null, "mean squared error 0.000102",
            a => new LinearRegression(a.Channels * a.Size)),
        new("logistic-regression", "linear", "Cox: The regression analysis of binary sequences", 1958,
            new(InputKind.Vector, 1, 2, 2), TaskKind.Classification, 6, 4,
            new("moons", 10, 32, 0.1), null, "",
            a => new LinearRegression(a.Channels * a.Size, a.Classes)),
        new("softmax", "linear", "Cox: The regression analysis of binary sequences", 1958, Image(28), TaskKind.Classification, 7_850, 7_840,
            Fashion(10, 256, 0.1), null, "test accuracy 0.831",
            a => new SoftmaxRegression(Flat(a), a.Classes)),
        new("perceptron", "linear", "Rosenblatt: The perceptron", 1958, Image(28), TaskKind.Perceptron, 7_850, 7_840,
            Fashion(10, 256, 0.1), null, "",
            a => new Perceptron(Flat(a), a.Classes)),
        new("mlp", "feed-forward", BackPropagation, 1986, Image(28), TaskKind.Classification, 203_530, 203_264,
            Fashion(10, 256, 0.1), null, "test accuracy 0.848",
            a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes)),
        new("mlp-dropout", "feed-forward", "Srivastava et al.: Dropout, a simple way to prevent neural networks from overfitting", 2014, Image(28),
            TaskKind.Classification, 269_322, 268_800, Fashion(10, 256, 0.5), null, "test accuracy 0.856",
            a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0.2), new(256, a.Dropout ?? 0.5)], a.Classes)),
        new("mlp-bn", "feed-forward", "Ioffe, Szegedy: Batch normalization", 2015, Image(28), TaskKind.Classification, 270_346, 268_800,
            Fashion(10, 256, 0.1), null, "",
            a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0), new(256, a.Dropout ?? 0)], a.Classes, batchNorm: true)),
        new("mlp-wn", "feed-forward", "Salimans, Kingma: Weight normalization", 2016, Image(28), TaskKind.Classification, 203_796, 203_264,
            Fashion(10, 256, 0.1), null, "",
            a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes, weightNorm: true)),
        new("mlp-tanh", "feed-forward", BackPropagation, 1986, Image(28), TaskKind.Classification, 203_530, 203_264,
            Fashion(10, 256, 0.1), null, "",
            a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes, TorchSharp.torch.nn.Tanh)),
        new("maxout", "feed-forward", "Goodfellow et al.: Maxout networks", 2013, Image(28), TaskKind.Classification, 1_233_610, 1_231_200,
            Fashion(10, 128, 0.1), Fashion(5, 128, 0.1), "MNIST, test error 0.94 %",
            a => new MaxoutNetwork(Flat(a), a.Classes, dropout: a.Dropout ?? 0.5)),
    ];
}
