using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>"Dive into Deep Learning", English edition 1.0.3, PyTorch, where it differs: other batches, rates and starts. The book prints curves only; their spread is a mean and a deviation.</summary>
internal static class EnglishTable
{
    private const string Windows = "The book's last point of the train curve is a mean over half an epoch; ours over the whole one.";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("en-linear-regression-scratch", "Linear regression, from scratch", "linear-regression-scratch", "1,000 + 1,000 points, batch 32, SGD 0.03, half the squared error", 3,
            new LinearFit("linear-regression", 32, 0.03) { Share = 0.5 }, [Target.Mean("test_loss", .046, .010, 11, .0434)], true),
        Row("en-weight-decay-scratch-0", "No weight decay, from scratch", "weight-decay", "20 + 100 examples of 200 inputs, w N(0, 0.01), batch 5, SGD 0.01, half the squared error", 10,
            new LinearFit("linear-regression-200", 5, 0.01) { Share = 0.5 }, [Target.Mean("test_loss", .0198, .0026, 11, .0219)], true),
        Row("en-weight-decay-concise-3", "Weight decay 3, by layers", "weight-decay", "the same, the whole squared error, the layer's own start", 10,
            new LinearFit("linear-regression-200", 5, 0.01) { Decay = 3, Start = Start.Layer }, [Target.Mean("test_loss", .050, .004, 11, .0465)], true,
            "The book's N(0, 0.01) is lost: its lazy layer draws the weights again when it sees the first batch, as sum(w^2)/2 of 0.014 tells, eight times that of the row from scratch."),
        Clothes("en-softmax-scratch", "Softmax regression, from scratch", "softmax-regression-scratch", "batch 256, SGD 0.1, W N(0, 0.01), b 0", new("softmax", ("init", "normal+zeros")), (.447, .004), (.485, .013), (.8303, .0052), 30),
        Clothes("en-softmax-concise", "Softmax regression, by layers", "softmax-regression-concise", "batch 256, SGD 0.1, the layers' own start", new("softmax", ("init", "layer")), (.448, .003), (.481, .011), (.8322, .0039), 11),
        Clothes("en-mlp-scratch", "Multilayer perceptron, from scratch", "mlp-implementation", "784-256-10, batch 256, SGD 0.1, W N(0, 0.01), b 0", new("mlp", ("init", "normal+zeros")), (.382, .004), (.423, .014), (.8480, .0065), 16),
        Clothes("en-mlp-concise", "Multilayer perceptron, by layers", "mlp-implementation", "784-256-10, batch 256, SGD 0.1, the layers' own start", new("mlp", ("init", "layer")), (.371, .004), (.417, .014), (.8504, .0065), 11),
        Clothes("en-dropout", "Dropout", "dropout", "784-256-256-10, dropout 0.5 twice, batch 256, SGD 0.1, the layers' own start",
            new("mlp-dropout", ("init", "layer"), ("dropout", "0.5"), ("lr", "0.1")), (.419, .003), (.405, .011), (.8512, .0064), 11),
        Clothes("en-lenet", "LeNet", "lenet", "batch 128, SGD 0.1, Xavier weights", new("lenet", ("batch-size", "128"), ("lr", "0.1")), (.719, .030), (.727, .023), (.7280, .0064), 11),
        Clothes("en-lenet-bn", "LeNet with batch norm", "batch-norm", "batch 128, SGD 0.1, Xavier weights", new("lenet-bn", ("batch-size", "128"), ("lr", "0.1")), (.303, .005), (.391, .056), (.8598, .0194), 11),
        Text("en-time-machine-rnn-scratch", "RNN, from scratch", "rnn-scratch", "rnn-scratch", 1, 100, true, (6.22, .07), (7.32, .10), 19),
        Text("en-time-machine-rnn-concise", "RNN, by layers", "rnn-concise", "rnn", 1, 100, false, (5.94, .08), (7.30, .09), 16),
        Text("en-time-machine-gru-scratch", "GRU, from scratch", "gru", "gru-scratch", 4, 50, true, (5.72, .08), (6.83, .10), 23),
        Text("en-time-machine-gru-concise", "GRU, by layers", "gru", "gru", 4, 50, false, (5.00, .05), (6.61, .13), 11),
        Text("en-time-machine-lstm-scratch", "LSTM, from scratch", "lstm", "lstm-scratch", 4, 50, true, (6.79, .12), (7.45, .11), 19),
        Text("en-time-machine-lstm-concise", "LSTM, by layers", "lstm", "lstm", 4, 50, false, (5.75, .07), (6.86, .10), 11),
        Text("en-time-machine-gru-deep", "GRU of two layers", "deep-rnn", "gru-deep", 2, 100, false, (4.18, .06), (6.40, .16), 11),
        Heavy("en-alexnet", "AlexNet", "alexnet", "alexnet", 224, 0.01, (.447, .010), (.446, .009), (.8340, .0050), 27),
        Heavy("en-vgg11-quarter", "VGG-11 with a quarter of the channels", "vgg", "vgg11-quarter", 224, 0.01, (.299, .005), (.299, .006), (.8917, .0027), 11),
        Heavy("en-googlenet", "GoogLeNet", "googlenet", "googlenet", 96, 0.01, (.527, .065), (.566, .084), (.7912, .0242), 11),
        Heavy("en-resnet18", "ResNet-18", "resnet", "resnet18", 96, 0.01, (.028, .004), (.330, .032), (.9109, .0063), 11),
        Heavy("en-densenet", "DenseNet", "densenet", "densenet", 96, 0.01, (.157, .003), (.276, .021), (.9024, .0068), 11),
    ];

    private static Experiment Row(string name, string title, string section, string setting, int epochs, IWay way, Target[] targets, bool quick = false, string note = "") =>
        new(name, Section.English, title, $"d2l-en 1.0.3, {section}", $"{setting}, {epochs} epochs", way) { Epochs = epochs, Targets = targets, Quick = quick, Note = note };

    private static Experiment Clothes(string name, string title, string section, string setting, TrainedRun way, (double Mean, double Deviation) loss, (double Mean, double Deviation) tested, (double Mean, double Deviation) accuracy, int runs) =>
        Row(name, title, section, $"Fashion-MNIST, {setting}", 10, way,
            [Target.Mean("train_loss", loss.Mean, loss.Deviation, runs), Target.Mean("test_loss", tested.Mean, tested.Deviation, runs), Target.Mean("test_accuracy", accuracy.Mean, accuracy.Deviation, runs)], note: Windows);

    private static Experiment Heavy(string name, string title, string section, string model, int size, double rate, (double, double) loss, (double, double) tested, (double, double) accuracy, int runs) =>
        Clothes(name, title, section, $"at {size}x{size}, batch 128, SGD {rate}, Xavier weights", new(model, ("batch-size", "128"), ("lr", $"{rate}"), ("checkpoint-every", "50"), ("memory-format", "channels-last")), loss, tested, accuracy, runs) with { Heavy = true };

    private static Experiment Text(string name, string title, string section, string model, double rate, int epochs, bool scratch, (double Mean, double Deviation) trained, (double Mean, double Deviation) tested, int runs)
    {
        (string, string)[] settings = [("dataset", "time-machine"), ("batch-size", "1024"), ("lr", $"{rate}"), ("width", "32"), .. scratch ? new[] { ("init", "normal+zeros") } : []];
        return Row(name, title, section, $"The Time Machine, 10,000 + 5,000 windows of 32 characters, 32 units, batch 1,024, SGD {rate}, gradient norm at most 1, {(scratch ? "W N(0, 0.01), b 0" : "the layers' own start")}", epochs,
            new TrainedRun(model, settings), [Target.Mean("train_perplexity", trained.Mean, trained.Deviation, runs), Target.Mean("test_perplexity", tested.Mean, tested.Deviation, runs)], note: Windows);
    }
}
