namespace ModelZoo;

public static partial class Zoo
{
    private static ModelInput Image(int size, int channels = 1, int classes = 10) => new(InputKind.Image, channels, size, classes);

    private static int Flat(ModelArguments a) => a.Channels * a.Size * a.Size;

    private static IEnumerable<Entry> LinearRows =>
    [
        new("softmax", "linear", "Cox, The regression analysis of binary sequences", 1958, Image(28), TaskKind.Classification, 7_850, 7_840,
            new("fashion-mnist", 10, 256, 0.1), null, "test accuracy 0.831",
            a => new SoftmaxRegression(Flat(a), a.Classes)),
        new("mlp", "feed-forward", "Rumelhart, Hinton, Williams, Learning representations by back-propagating errors", 1986, Image(28),
            TaskKind.Classification, 203_530, 203_264, new("fashion-mnist", 10, 256, 0.1), null, "test accuracy 0.848",
            a => new MultilayerPerceptron(Flat(a), [new(256, a.Dropout ?? 0)], a.Classes)),
    ];
}
