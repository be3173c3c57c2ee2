using ModelZoo.Convolutional;
using ModelZoo.Torchvision;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Twins of torchvision's networks, which load its published weights.</summary>
internal static class TorchvisionModels
{
    internal static IEnumerable<Entry> Rows =>
    [
        Twin("alexnet", "Krizhevsky: One weird trick for parallelizing convolutional neural networks", 2014, 61_100_840, 714_188_480, "56.522",
            a => new AlexNetTwin(a.Classes, a.Channels, a.Dropout ?? 0.5), size: 64),
        VggTwin("vgg11", VGG.Eleven, false, 132_863_336, 7_609_090_048, "69.020"),
        VggTwin("vgg11_bn", VGG.Eleven, true, 132_868_840, 7_609_090_048, "70.370"),
        VggTwin("vgg13", VGG.Thirteen, false, 133_047_848, 11_308_466_176, "69.928"),
        VggTwin("vgg13_bn", VGG.Thirteen, true, 133_053_736, 11_308_466_176, "71.586"),
        VggTwin("vgg16", VGG.Sixteen, false, 138_357_544, 15_470_264_320, "71.592"),
        VggTwin("vgg16_bn", VGG.Sixteen, true, 138_365_992, 15_470_264_320, "73.360"),
        VggTwin("vgg19", VGG.Nineteen, false, 143_667_240, 19_632_062_464, "72.376"),
        VggTwin("vgg19_bn", VGG.Nineteen, true, 143_678_248, 19_632_062_464, "74.218"),
        Twin("googlenet", Deeper, 2014, 6_624_904, 1_498_376_192, "69.778", a => new GoogLeNetTwin(a.Classes, a.Channels, a.Dropout ?? 0.2), size: 64),
        Twin("resnet18", DeepResidual, 2015, 11_689_512, 1_814_073_344, "69.758", a => ResNetTwin.Eighteen(a.Classes, a.Channels)),
        Twin("resnet34", DeepResidual, 2015, 21_797_672, 3_663_761_408, "73.314", a => ResNetTwin.ThirtyFour(a.Classes, a.Channels)),
        Twin("resnet50", DeepResidual, 2015, 25_557_032, 4_089_184_256, "76.130", a => ResNetTwin.Fifty(a.Classes, a.Channels)),
        Twin("resnet101", DeepResidual, 2015, 44_549_160, 7_801_405_440, "77.374", a => ResNetTwin.HundredOne(a.Classes, a.Channels), 8_000, batch: 32),
        Twin("resnet152", DeepResidual, 2015, 60_192_808, 11_513_626_624, "78.312", a => ResNetTwin.HundredFiftyTwo(a.Classes, a.Channels), 7_000, batch: 32, lr: 0.0005),
        Twin("densenet121", "Huang et al.: Densely connected convolutional networks", 2016, 7_978_856, 2_834_161_664, "74.434",
            a => new DenseNetTwin(classes: a.Classes, channels: a.Channels)),
    ];

    private static Entry VggTwin(string name, long[] convolutions, bool batchNorm, long parameters, long macs, string top1) =>
        Twin(name, VeryDeep, 2014, parameters, macs, top1, a => new VGGTwin(convolutions, batchNorm, a.Classes, a.Channels, a.Dropout ?? 0.5),
            convolutions.Sum() > VGG.Eleven.Sum() ? 4_000 : 2_500, batch: 32, lr: batchNorm && convolutions.Sum() > VGG.Eleven.Sum() ? 0.00005 : 0.0002, init: Deep);

    // At 32 pixels and on a part of the images: enough to see it learn.
    private static Entry Twin(
        string name, string paper, int year, long parameters, long macs, string top1, Func<ModelArguments, TorchSharp.torch.nn.Module> build,
        int limit = 10_000, int size = 32, int batch = 64, double lr = 0.0002, string? init = null) =>
        ConvolutionalModels.Cnn($"torchvision/{name}", "torchvision", paper, year, Image(224, 3, 1000), parameters, macs,
            Fashion(10, 128, 0.01, "momentum", 96), Fashion(1, batch, lr, "adam", size, limit, init), $"ImageNet, top-1 {top1} %", build);
}
