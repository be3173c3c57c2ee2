using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Convolutional networks on Fashion-MNIST: "Dive into Deep Learning", Chinese 2nd edition.</summary>
internal static class ConvolutionalTable
{
    private const string LastEpoch =
        "The test accuracy is the last epoch's, not the best: with batch norm it varies much between seeds.";

    private static readonly string Nin = """
        Of the printed runs, 10 of 125 stay at chance, and 33 more end with a train accuracy of 0.2 to 0.8.
        The runs leave chance during the first epoch, so its test accuracy lies anywhere from 0.1 to 0.5,
        and 15 % of the median is a narrow band.
        Later a seed is past that point, late, or fallen back (seed 4 in its third epoch, from a test accuracy of 0.69),
        and the median lies in one of the groups or between them.
        Seeds 4 and 5 were started in bf16 and run again in float32: test accuracies of 0.39 and 0.41 after one epoch
        became 0.40 and 0.17, so that epoch's median is as uncertain as the others.
        """.ReplaceLineEndings(" ");

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("lenet", "LeNet", "lenet", 28, 256, 0.9) with { Quick = true },
        Row("lenet-bn-scratch", "LeNet with batch norm, from scratch", "batch-norm, cell 9", 28, 256, 1.0) with
        {
            Procedure = new TrainedRun("lenet-bn"),
            Note = LastEpoch + " The book writes the layers' formula by hand: the next row's runs are the same.",
        },
        Row("lenet-bn-concise", "LeNet with batch norm, by layers", "batch-norm, cell 15", 28, 256, 1.0) with
        {
            Procedure = new TrainedRun("lenet-bn"),
            Note = LastEpoch,
        },
        Heavy("alexnet", "AlexNet", "alexnet", 224, 128, 0.01),
        Heavy("vgg11-quarter", "VGG-11 with a quarter of the channels", "vgg", 224, 128, 0.05),
        Heavy("nin", "Network in network", "nin", 224, 128, 0.1, Nin),
        Heavy("googlenet", "GoogLeNet", "googlenet", 96, 128, 0.1,
            "Of the printed runs, 2 of 131 end in NaN and 1 stays at chance."),
        Heavy("resnet18", "ResNet-18", "resnet", 96, 256, 0.05, LastEpoch),
        Heavy("densenet", "DenseNet", "densenet", 96, 256, 0.1,
            LastEpoch + " The head has an average pool, as in the book's release."),
    ];

    private static Experiment Row(string name, string title, string section, int size, int batch, double rate)
    {
        var setting = $"Fashion-MNIST at {size}x{size}, batch {batch}, SGD {rate}, Xavier weights, 10 epochs";
        var source = $"d2l-zh 2.0.0, {section}";
        return new(name, Section.Convolutional, title, source, setting, new TrainedRun(name)) { Epochs = 10 };
    }

    // An epoch takes minutes to an hour on two cores: checkpoints in between, and the fastest memory format for most.
    private static Experiment Heavy(
        string name, string title, string section, int size, int batch, double rate, string note = "") =>
        Row(name, title, section, size, batch, rate) with
        {
            Heavy = true,
            Procedure = new TrainedRun(name, ("checkpoint-every", "50"), ("memory-format", "channels-last")),
            Note = note,
        };
}
