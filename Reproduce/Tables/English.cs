using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>
/// "Dive into Deep Learning", English edition 1.0.3, PyTorch, where its batches, rates or starts differ. The book
/// prints curves only, so the spread is a mean and a deviation.
/// </summary>
internal static class EnglishTable
{
    private const string HalfEpoch =
        "The last point of the book's train curve is a mean over half an epoch; ours is a mean over the whole one.";

    private const string LazyStart =
        "The book's N(0, 0.01) is lost: its lazy layer draws the weights again at the first batch. That shows in "
        + "sum(w^2)/2, which is 0.014, eight times that of the row from scratch.";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("linear-regression-scratch", "Linear regression, from scratch", "linear-regression-scratch", 3,
            "1,000 + 1,000 points, batch 32, SGD 0.03, half the squared error",
            new LinearFit("linear-regression", 32, 0.03) { Share = 0.5 }) with { Quick = true },
        Row("weight-decay-scratch-0", "No weight decay, from scratch", "weight-decay", 10,
            "20 + 100 examples of 200 inputs, w N(0, 0.01), batch 5, SGD 0.01, half the squared error",
            new LinearFit("linear-regression-200", 5, 0.01) { Share = 0.5 }) with { Quick = true },
        Row("weight-decay-concise-3", "Weight decay 3, by layers", "weight-decay", 10,
            "the same, the whole squared error, the layer's own start",
            new LinearFit("linear-regression-200", 5, 0.01) { Decay = 3, Start = Start.Layer }) with
        {
            Quick = true,
            Note = LazyStart,
        },
        FashionMnist("softmax-scratch", "Softmax regression, from scratch", "softmax-regression-scratch",
            "batch 256, SGD 0.1, W N(0, 0.01), b 0",
            new TrainedRun("softmax", ("init", "normal+zeros"))),
        FashionMnist("softmax-concise", "Softmax regression, by layers", "softmax-regression-concise",
            "batch 256, SGD 0.1, the layers' own start",
            new TrainedRun("softmax", ("init", "layer"))),
        FashionMnist("mlp-scratch", "Multilayer perceptron, from scratch", "mlp-implementation",
            "784-256-10, batch 256, SGD 0.1, W N(0, 0.01), b 0",
            new TrainedRun("mlp", ("init", "normal+zeros"))),
        FashionMnist("mlp-concise", "Multilayer perceptron, by layers", "mlp-implementation",
            "784-256-10, batch 256, SGD 0.1, the layers' own start",
            new TrainedRun("mlp", ("init", "layer"))),
        FashionMnist("dropout", "Dropout", "dropout",
            "784-256-256-10, dropout 0.5 twice, batch 256, SGD 0.1, the layers' own start",
            new TrainedRun("mlp-dropout", ("init", "layer"), ("dropout", "0.5"), ("lr", "0.1"))),
        FashionMnist("lenet", "LeNet", "lenet",
            "batch 128, SGD 0.1, Xavier weights",
            new TrainedRun("lenet", ("batch-size", "128"), ("lr", "0.1"))),
        FashionMnist("lenet-bn", "LeNet with batch norm", "batch-norm",
            "batch 128, SGD 0.1, Xavier weights",
            new TrainedRun("lenet-bn", ("batch-size", "128"), ("lr", "0.1"))),
        Text("rnn-scratch", "RNN, from scratch", "rnn-scratch", 1, 100),
        Text("rnn-concise", "RNN, by layers", "rnn-concise", 1, 100, "rnn"),
        Text("gru-scratch", "GRU, from scratch", "gru", 4, 50),
        Text("gru-concise", "GRU, by layers", "gru", 4, 50, "gru"),
        Text("lstm-scratch", "LSTM, from scratch", "lstm", 4, 50),
        Text("lstm-concise", "LSTM, by layers", "lstm", 4, 50, "lstm"),
        Text("gru-deep", "GRU of two layers", "deep-rnn", 2, 100, "gru-deep"),
        Heavy("alexnet", "AlexNet", "alexnet", 224),
        Heavy("vgg11-quarter", "VGG-11 with a quarter of the channels", "vgg", 224),
        Heavy("googlenet", "GoogLeNet", "googlenet", 96),
        Heavy("resnet18", "ResNet-18", "resnet", 96),
        Heavy("densenet", "DenseNet", "densenet", 96),
    ];

    private static Experiment Row(
        string name, string title, string section, int epochs, string setting, IProcedure procedure)
    {
        var details = $"{setting}, {epochs} epochs";
        return new Experiment("en-" + name, Section.English, title, $"d2l-en 1.0.3, {section}", details, procedure)
        {
            Epochs = epochs,
        };
    }

    private static Experiment FashionMnist(
        string name, string title, string section, string setting, TrainedRun procedure) =>
        Row(name, title, section, 10, $"Fashion-MNIST, {setting}", procedure) with { Note = HalfEpoch };

    private static Experiment Heavy(string name, string title, string section, int size)
    {
        (string, string)[] settings =
            [("batch-size", "128"), ("lr", "0.01"), ("checkpoint-every", "50"), ("memory-format", "channels-last")];
        var setting = $"at {size}x{size}, batch 128, SGD 0.01, Xavier weights";
        return FashionMnist(name, title, section, setting, new TrainedRun(name, settings)) with { Heavy = true };
    }

    /// <param name="layers">The model of layers. Null is the one from scratch, which is called like the row.</param>
    private static Experiment Text(
        string name, string title, string section, double rate, int epochs, string? layers = null)
    {
        (string, string)[] start = layers is null ? [("init", "normal+zeros")] : [];
        (string, string)[] settings =
            [("dataset", "time-machine"), ("batch-size", "1024"), ("lr", $"{rate}"), ("width", "32"), .. start];
        var setting = $"The Time Machine, 10,000 + 5,000 windows of 32 characters, 32 units, batch 1,024, SGD {rate}, "
            + $"gradient norm at most 1, {(layers is null ? "W N(0, 0.01), b 0" : "the layers' own start")}";
        var procedure = new TrainedRun(layers ?? name, settings);
        return Row("time-machine-" + name, title, section, epochs, setting, procedure) with { Note = HalfEpoch };
    }
}
