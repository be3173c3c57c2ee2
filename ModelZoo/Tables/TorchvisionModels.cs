using ModelZoo.Convolutional;
using ModelZoo.Torchvision;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Twins of torchvision's networks. They load its published weights.</summary>
internal static class TorchvisionModels
{
    private static readonly Paper OneWeirdTrick =
        new("Krizhevsky: One weird trick for parallelizing convolutional neural networks", 2014);

    internal static IEnumerable<Entry> Rows =>
    [
        Twin("alexnet", OneWeirdTrick, 61_100_840, 714_188_480, top1: "56.522", size: 64,
            build: a => new AlexNetTwin(a.Classes, a.Channels, a.Dropout ?? 0.5)),
        Vgg("vgg11", VGG.Eleven, false, 132_863_336, 7_609_090_048, top1: "69.020"),
        Vgg("vgg11_bn", VGG.Eleven, true, 132_868_840, 7_609_090_048, top1: "70.370"),
        Vgg("vgg13", VGG.Thirteen, false, 133_047_848, 11_308_466_176, top1: "69.928"),
        Vgg("vgg13_bn", VGG.Thirteen, true, 133_053_736, 11_308_466_176, top1: "71.586"),
        Vgg("vgg16", VGG.Sixteen, false, 138_357_544, 15_470_264_320, top1: "71.592"),
        Vgg("vgg16_bn", VGG.Sixteen, true, 138_365_992, 15_470_264_320, top1: "73.360"),
        Vgg("vgg19", VGG.Nineteen, false, 143_667_240, 19_632_062_464, top1: "72.376"),
        Vgg("vgg19_bn", VGG.Nineteen, true, 143_678_248, 19_632_062_464, top1: "74.218"),
        Twin("googlenet", Deeper, 6_624_904, 1_498_376_192, top1: "69.778", size: 64,
            build: a => new GoogLeNetTwin(a.Classes, a.Channels, a.Dropout ?? 0.2)),
        Residual(18, 11_689_512, 1_814_073_344, top1: "69.758"),
        Residual(34, 21_797_672, 3_663_761_408, top1: "73.314"),
        Residual(50, 25_557_032, 4_089_184_256, top1: "76.130"),
        Residual(101, 44_549_160, 7_801_405_440, top1: "77.374", limit: 8_000, batch: 32),
        Residual(152, 60_192_808, 11_513_626_624, top1: "78.312", limit: 7_000, batch: 32, lr: 0.0005),
        Twin("densenet121", Dense, 7_978_856, 2_834_161_664, top1: "74.434",
            build: a => new DenseNetTwin(a.Classes, a.Channels)),
    ];

    private static Entry Vgg(
        string name, long[] convolutions, bool batchNorm, long parameters, long macs, string top1)
    {
        var deeper = convolutions.Sum() > VGG.Eleven.Sum();
        return Twin(name, VeryDeep, parameters, macs, top1,
            build: a => new VGGTwin(convolutions, batchNorm, a.Classes, a.Channels, a.Dropout ?? 0.5),
            limit: deeper ? 4_000 : 2_500, batch: 32, lr: batchNorm && deeper ? 0.00005 : 0.0002, init: Deep);
    }

    private static Entry Residual(
        int depth, long parameters, long macs, string top1, int limit = 10_000, int batch = 64, double lr = 0.0002) =>
        Twin($"resnet{depth}", DeepResidual, parameters, macs, top1,
            build: a => new ResNetTwin(depth, a.Classes, a.Channels), limit: limit, batch: batch, lr: lr);

    // The quick recipe takes 32 pixels and a part of the images: enough to see the network learn.
    private static Entry Twin(
        string name, Paper paper, long parameters, long macs, string top1, Func<ModelArguments, Module> build,
        int limit = 10_000, int size = 32, int batch = 64, double lr = 0.0002, string? init = null) =>
        Model($"torchvision/{name}", paper, Image(224, 3, 1000), parameters, macs,
            family: "torchvision",
            textbook: Fashion(10, 128, 0.01, "momentum", size: 96), published: $"ImageNet, top-1 {top1} %",
            quick: Fashion(1, batch, lr, "adam", size, limit, init),
            build: build);
}
