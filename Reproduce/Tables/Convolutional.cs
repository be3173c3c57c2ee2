using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Convolutional networks, "Dive into Deep Learning", Chinese 2nd edition, PyTorch: SGD, Xavier-uniform weights, Fashion-MNIST without augmentation.</summary>
internal static class ConvolutionalTable
{
    private const string LastEpoch = "The test accuracy is that of the last epoch, not of the best: batch norm makes it swing between seeds.";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("lenet", "LeNet", "lenet", 28, 256, 0.9, [.449, .468, .525], [.799, .824, .834], [.752, .807, .828], (0.469, 0.823, 0.779), 127,
            [new("train_loss", 2.319, 1.536, .879, .721, .645, .594, .552, .517, .489, .468), new("test_accuracy", .100, .573, .673, .712, .743, .761, .777, .789, .797, .807)]) with { Quick = true },
        Row("lenet-bn-scratch", "LeNet with batch norm, from scratch", "batch-norm, cell 9", 28, 256, 1.0, [.258, .267, .278], [.897, .901, .905], [.571, .826, .885], (0.273, 0.899, 0.807), 49,
            BatchNorm, "lenet-bn", LastEpoch + " What the book writes by hand is the formula of the layers, so the runs here are the same as in the next row."),
        Row("lenet-bn-concise", "LeNet with batch norm, by layers", "batch-norm, cell 15", 28, 256, 1.0, [.260, .268, .285], [.896, .901, .904], [.619, .832, .883], (0.267, 0.902, 0.708), 51,
            BatchNorm, "lenet-bn", LastEpoch),
        Heavy("alexnet", "AlexNet", "alexnet", 224, 128, 0.01, [.323, .329, .334], [.877, .879, .882], [.860, .880, .886], (0.331, 0.878, 0.883), 84,
            [new("train_loss", 1.349, .654, .538, .473, .431, .399, .376, .357, .342, .329), new("test_accuracy", .740, .793, .821, .840, .853, .860, .867, .872, .877, .880)]),
        Heavy("vgg11-quarter", "VGG-11 with a quarter of the channels", "vgg", 224, 128, 0.05, [.167, .178, .220], [.918, .934, .938], [.900, .919, .925], (0.178, 0.935, 0.920), 75,
            [new("train_loss", .962, .404, .330, .289, .262, .240, .221, .205, .191, .178), new("test_accuracy", .830, .870, .884, .893, .901, .906, .910, .915, .918, .919)]),
        Heavy("nin", "Network in network", "nin", 224, 128, 0.1, [.317, .386, 2.303], [.100, .857, .882], [.100, .847, .885], (0.563, 0.786, 0.790), 76,
            [new("train_loss", 2.258, 1.664, 1.078, .820, .717, .569, .487, .440, .401, .374), new("test_accuracy", .202, .515, .641, .727, .754, .793, .815, .827, .847, .849)],
            "Of the printed runs 10 of 125 stay at chance, and 33 more end with a train accuracy of 0.2 to 0.8. The first epoch ends while they leave it: a seed's test accuracy then lies anywhere from 0.1 to 0.5, and 15 % of its median is narrow beside that. Later a seed is past it, late, or fallen back (seed 4, at a test accuracy of 0.69 after two epochs, in its third), and the median lies with one group or between them. Seeds 4 and 5 were begun in bf16 and run anew in float32: a test accuracy of 0.39 and 0.41 after one epoch became 0.40 and 0.17, so that epoch's median is no more certain than the others."),
        Heavy("googlenet", "GoogLeNet", "googlenet", 96, 128, 0.1, [.235, .249, .393], [.100, .905, .912], [.100, .889, .899], (0.262, 0.900, 0.886), 51,
            [new("train_loss", 1.888, .781, .498, .401, .349, .317, .295, .276, .260, .246), new("test_accuracy", .574, .765, .821, .848, .858, .867, .875, .879, .886, .888)],
            "Of the printed runs 2 of 131 end in NaN and 1 stays at chance."),
        Heavy("resnet18", "ResNet-18", "resnet", 96, 256, 0.05, [.004, .012, .023], [.993, .997, 1.000], [.814, .913, .927], (0.012, 0.997, 0.893), 82,
            [new("train_loss", .486, .254, .193, .148, .110, .080, .056, .037, .023, .012), new("test_accuracy", .845, .867, .880, .886, .889, .888, .889, .900, .908, .913)], LastEpoch),
        Heavy("densenet", "DenseNet", "densenet", 96, 256, 0.1, [.1395, .1404, .1430], [.948, .949, .950], [.838, .882, .918], (0.140, 0.948, 0.885), 7,
            [new("train_loss", .526, .305, .257, .229, .208, .191, .176, .163, .151, .140), new("test_accuracy", .785, .845, .791, .832, .879, .863, .868, .848, .855, .882)], LastEpoch + " With an average pool in its head, as the release has it."),
    ];

    private static PublishedCurve[] BatchNorm =>
        [new("train_loss", .738, .473, .402, .361, .334, .315, .300, .286, .277, .267), new("test_accuracy", .749, .776, .783, .809, .820, .828, .828, .847, .845, .826)];

    private static Experiment Row(string name, string title, string section, int size, int batch, double rate, double[] loss, double[] accuracy, double[] tested, (double, double, double) release, int runs,
        PublishedCurve[] curves, string? model = null, string note = "") =>
        new(name, Section.Convolutional, title, $"d2l-zh 2.0.0, {section}", $"Fashion-MNIST at {size}x{size}, batch {batch}, SGD {rate}, Xavier weights, 10 epochs", new TrainedRun(model ?? name))
        {
            Epochs = 10,
            Targets = ResultTargets.Of(loss, accuracy, tested, release, runs),
            Curves = curves,
            Note = note,
        };

    // An epoch is minutes to an hour on two cores: a checkpoint every few minutes, and the memory format that is fastest for most of them.
    private static Experiment Heavy(string name, string title, string section, int size, int batch, double rate, double[] loss, double[] accuracy, double[] tested, (double, double, double) release, int runs,
        PublishedCurve[] curves, string note = "") =>
        Row(name, title, section, size, batch, rate, loss, accuracy, tested, release, runs, curves, null, note) with { Heavy = true, Way = new TrainedRun(name, ("checkpoint-every", "50"), ("memory-format", "channels-last")) };
}
