using ModelZoo.Convolutional;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Convolutional networks.</summary>
internal static class ConvolutionalModels
{
    private static readonly Paper GradientBased =
        new("LeCun et al.: Gradient-based learning applied to document recognition", 1998);
    private static readonly Paper ImageNetCnn =
        new("Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks", 2012);
    private static readonly Paper Sentences =
        new("Kalchbrenner et al.: A convolutional neural network for modelling sentences", 2014);
    private static readonly Paper IdentityMappings =
        new("He et al.: Identity mappings in deep residual networks", 2016);
    private static readonly Paper Dilated =
        new("Yu, Koltun: Multi-scale context aggregation by dilated convolutions", 2015);

    internal static IEnumerable<Entry> Rows =>
    [
        Model("lenet", GradientBased, Image(28), 61_706, 416_520,
            textbook: Fashion(10, 256, 0.9), published: "test accuracy 0.807",
            build: a => new LeNet(a.Classes, a.Channels, a.Size, a.Dropout ?? 0)),
        Model("lenet-bn", BatchNorm, Image(28), 44_878, 281_640,
            textbook: Fashion(10, 256, 1.0), published: "test accuracy 0.832",
            build: a => new LeNetBatchNorm(a.Classes, a.Channels, a.Size)),
        Model("lenet5", GradientBased, Image(28), 60_000, 326_520, family: "lenet",
            textbook: new("mnist", 20, 64, 0.001, "adam"), published: "MNIST, test error 0.95 %",
            quick: Fashion(5, 64, 0.001, "adam"),
            build: a => new LeNet5(a.Classes, a.Channels, a.Size)),
        Model("alexnet", ImageNetCnn, Image(224), 46_764_746, 938_146_176,
            textbook: Fashion(10, 128, 0.01), published: "test accuracy 0.880",
            quick: Fashion(1, 64, 0.0002, "adam", size: 67, limit: 30_000),
            build: a => new AlexNet(a.Classes, a.Channels, a.Size, a.Dropout ?? 0.5)),
        Model("alexnet-lrn", ImageNetCnn, Image(227, 3, 1000), 60_965_224, 724_406_816,
            textbook: Fashion(10, 128, 0.01), published: "ImageNet, top-5 error 18.2 %",
            quick: Fashion(1, 64, 0.0002, "adam", size: 99, limit: 10_000),
            build: a => new AlexNetPublished(a.Classes, a.Channels, a.Size, a.Dropout ?? 0.5)),
        Vgg("vgg11", VGG.Eleven, 128_806_154, 7_547_232_256),
        Vgg("vgg13", VGG.Thirteen, 128_990_666, 11_246_608_384),
        Vgg("vgg16", VGG.Sixteen, 134_300_362, 15_408_406_528),
        Vgg("vgg19", VGG.Nineteen, 139_610_058, 19_570_204_672),
        Vgg("vgg11-bn", VGG.Eleven, 128_811_658, 7_547_232_256, batchNorm: true),
        Vgg("vgg13-bn", VGG.Thirteen, 128_996_554, 11_246_608_384, batchNorm: true),
        Vgg("vgg16-bn", VGG.Sixteen, 134_308_810, 15_408_406_528, batchNorm: true),
        Vgg("vgg19-bn", VGG.Nineteen, 139_621_066, 19_570_204_672, batchNorm: true),
        Vgg("vgg11-quarter", VGG.Eleven, 43_093_322, 512_155_648, divisor: 4, published: "test accuracy 0.919"),
        Model("nin", new("Lin, Chen, Yan: Network in network", 2013), Image(224), 1_992_166, 762_297_352,
            textbook: Fashion(10, 128, 0.1), published: "test accuracy 0.847",
            quick: Fashion(2, 64, 0.001, "adam", size: 67, limit: 30_000),
            build: a => new NiN(a.Classes, a.Channels, a.Dropout ?? 0.5)),
        Model("googlenet", Deeper, Image(96), 5_977_530, 276_066_304,
            textbook: Fashion(10, 128, 0.1), published: "test accuracy 0.889",
            quick: Fashion(2, 64, 0.001, "adam", size: 32, limit: 30_000),
            build: a => new GoogLeNet(a.Classes, a.Channels)),
        Model("googlenet-aux", Deeper, Image(224, 3, 1000), 13_378_280, 1_582_671_872,
            textbook: Fashion(10, 128, 0.1), published: "ImageNet, top-5 error 10.07 %",
            quick: Fashion(1, 64, 0.001, "adam", size: 65, limit: 10_000),
            build: a => new GoogLeNetAuxiliary(a.Classes, a.Channels, a.Size, a.Dropout ?? 0.4, a.Dropout ?? 0.7)),
        Residual(18, 11_178_378, 318_657_536, published: "test accuracy 0.913"),
        Residual(34, 21_290_250, 658_396_160, limit: 20_000),
        Residual(50, 23_541_130, 736_268_288, limit: 15_000),
        Residual(101, 42_559_370, 1_418_104_832, limit: 10_000),
        Residual(152, 58_226_058, 2_099_941_376, limit: 5_000),
        Model("resnet18-preact", IdentityMappings, Image(96), 11_173_578, 318_657_536, family: "resnet",
            textbook: Fashion(10, 256, 0.05),
            quick: Fashion(1, 64, 0.05, size: 28, limit: 30_000),
            build: a => new PreActivationResNet(a.Classes, a.Channels)),
        CifarResidual(20, 269_722, 40_551_040, error: "8.75", limit: 30_000),
        CifarResidual(32, 464_154, 68_862_592, error: "7.51", limit: 20_000),
        CifarResidual(44, 658_586, 97_174_144, error: "7.17", limit: 20_000),
        CifarResidual(56, 853_018, 125_485_696, error: "6.97", limit: 16_000),
        CifarResidual(110, 1_727_962, 252_887_680, error: "6.43", limit: 12_000),
        Model("densenet", Dense, Image(96), 758_226, 129_077_168,
            textbook: Fashion(10, 256, 0.1), published: "test accuracy 0.882",
            quick: Fashion(2, 128, 0.1, size: 32),
            build: a => new DenseNet(a.Classes, a.Channels)),
        Model("dilated", Dilated, Image(28), 56_138, 43_828_736,
            textbook: Fashion(10, 128, 0.001, "adam"),
            quick: Fashion(1, 128, 0.003, "adam", limit: 20_000),
            build: a => new DilatedNet(a.Classes, a.Channels)),
        Model("mobilenet", new("Howard et al.: MobileNets", 2017), Image(224, 3, 1000), 4_231_976, 568_740_352,
            textbook: Fashion(10, 128, 0.001, "adam", size: 96), published: "ImageNet, top-1 70.6 %",
            quick: Fashion(1, 64, 0.001, "adam", size: 32, limit: 30_000),
            build: a => new MobileNet(a.Classes, a.Channels)),
        Model("locally-connected", new("Gregor, LeCun: Emergence of complex-like cells", 2010), Image(28),
            61_598, 59_720, family: "convolutional",
            textbook: Fashion(10, 64, 0.001, "adam"), quick: Fashion(3, 64, 0.002, "adam", limit: 20_000),
            build: a => new LocallyConnectedNet(a.Classes, a.Channels, a.Size)),
        Model("tiled", new("Ngiam et al.: Tiled convolutional neural networks", 2010), Image(28), 61_378, 290_840,
            textbook: Fashion(10, 64, 0.001, "adam"), quick: Fashion(3, 64, 0.002, "adam", limit: 20_000),
            build: a => new TiledNet(a.Classes, a.Channels, a.Size)),
        Signal("conv1d", ConvolutionWidth.Equal, 34_058, 542_080),
        Signal("conv1d-narrow", ConvolutionWidth.Narrow, 32_138, 381_440),
        Signal("conv1d-wide", ConvolutionWidth.Wide, 35_978, 702_720),
    ];

    private static Entry Vgg(
        string name, long[] convolutions, long parameters, long macs,
        bool batchNorm = false, int divisor = 1, string published = "") =>
        Model(name, VeryDeep, Image(224), parameters, macs, family: "vgg",
            textbook: Fashion(10, 128, 0.05), published: published,
            quick: divisor == 1
                ? Fashion(1, 32, 0.0002, "adam", size: 32, limit: 3_000, Deep)
                : Fashion(1, 64, 0.0002, "adam", size: 64, limit: 20_000, Deep),
            build: a => new VGG(convolutions, a.Classes, a.Channels, a.Size, a.Dropout ?? 0.5, batchNorm, divisor));

    private static Entry Residual(int depth, long parameters, long macs, int? limit = null, string published = "") =>
        Model($"resnet{depth}", DeepResidual, Image(96), parameters, macs, family: "resnet",
            textbook: Fashion(10, 256, 0.05), published: published,
            quick: limit is null
                ? Fashion(1, 64, 0.05, size: 28)
                : Fashion(1, 64, 0.0003, "adam", size: 28, limit),
            build: a => new ResNet(depth, a.Classes, a.Channels));

    private static Entry CifarResidual(int depth, long parameters, long macs, string error, int limit) =>
        Model($"resnet{depth}", DeepResidual, Image(32, 3), parameters, macs, family: "resnet",
            textbook: new("cifar-10", 200, 128, 0.1, "momentum", WeightDecay: 1e-4),
            quick: depth > 32
                ? Fashion(1, 32, 0.001, "adam", size: 28, limit)
                : Fashion(1, 64, 0.1, "momentum", size: 28, limit),
            published: $"CIFAR-10, test error {error} %",
            build: a => new CifarResNet(depth, a.Classes, a.Channels, a.Dropout ?? 0));

    private static Entry Signal(string name, ConvolutionWidth width, long parameters, long macs) =>
        Model(name, Sentences, Image(28), parameters, macs,
            textbook: Fashion(10, 128, 0.001, "adam"),
            build: a => new Convolution1d(width, a.Classes, a.Channels, a.Size));
}
