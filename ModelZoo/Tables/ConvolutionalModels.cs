using ModelZoo.Convolutional;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Convolutional networks.</summary>
internal static class ConvolutionalModels
{
    private const string GradientBased = "LeCun et al.: Gradient-based learning applied to document recognition";
    private const string ImageNetCnn = "Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks";
    private const string Sentences = "Kalchbrenner et al.: A convolutional neural network for modelling sentences";

    internal static IEnumerable<Entry> Rows =>
    [
        Cnn("lenet", "lenet", GradientBased, 1998, Image(28), 61_706, 416_520, Fashion(10, 256, 0.9), null, "test accuracy 0.807",
            a => new LeNet(a.Classes, a.Channels, a.Size, a.Dropout ?? 0)),
        Cnn("lenet-bn", "lenet", "Ioffe, Szegedy: Batch normalization", 2015, Image(28), 44_878, 281_640, Fashion(10, 256, 1.0), null, "test accuracy 0.832",
            a => new LeNetBatchNorm(a.Classes, a.Channels, a.Size)),
        Cnn("lenet5", "lenet", GradientBased, 1998, Image(28), 60_000, 326_520, new("mnist", 20, 64, 0.001, "adam"), Fashion(5, 64, 0.001, "adam"), "MNIST, test error 0.95 %",
            a => new LeNet5(a.Classes, a.Channels, a.Size)),
        Cnn("alexnet", "alexnet", ImageNetCnn, 2012, Image(224), 46_764_746, 938_146_176, Fashion(10, 128, 0.01), Fashion(1, 64, 0.0002, "adam", 67, 30_000), "test accuracy 0.880",
            a => new AlexNet(a.Classes, a.Channels, a.Size, a.Dropout ?? 0.5)),
        Cnn("alexnet-lrn", "alexnet", ImageNetCnn, 2012, Image(227, 3, 1000), 60_965_224, 724_406_816, Fashion(10, 128, 0.01), Fashion(1, 64, 0.0002, "adam", 99, 10_000),
            "ImageNet, top-5 error 18.2 %", a => new AlexNetPublished(a.Classes, a.Channels, a.Size, a.Dropout ?? 0.5)),
        Vgg("vgg11", VGG.Eleven, 128_806_154, 7_547_232_256),
        Vgg("vgg13", VGG.Thirteen, 128_990_666, 11_246_608_384),
        Vgg("vgg16", VGG.Sixteen, 134_300_362, 15_408_406_528),
        Vgg("vgg19", VGG.Nineteen, 139_610_058, 19_570_204_672),
        Vgg("vgg11-bn", VGG.Eleven, 128_811_658, 7_547_232_256, batchNorm: true),
        Vgg("vgg13-bn", VGG.Thirteen, 128_996_554, 11_246_608_384, batchNorm: true),
        Vgg("vgg16-bn", VGG.Sixteen, 134_308_810, 15_408_406_528, batchNorm: true),
        Vgg("vgg19-bn", VGG.Nineteen, 139_621_066, 19_570_204_672, batchNorm: true),
        Vgg("vgg11-quarter", VGG.Eleven, 43_093_322, 512_155_648, divisor: 4, published: "test accuracy 0.919"),
        Cnn("nin", "nin", "Lin, Chen, Yan: Network in network", 2013, Image(224), 1_992_166, 762_297_352, Fashion(10, 128, 0.1), Fashion(2, 64, 0.001, "adam", 67, 30_000),
            "test accuracy 0.847", a => new NiN(a.Classes, a.Channels, a.Dropout ?? 0.5)),
        Cnn("googlenet", "googlenet", Deeper, 2014, Image(96), 5_977_530, 276_066_304, Fashion(10, 128, 0.1), Fashion(2, 64, 0.001, "adam", 32, 30_000), "test accuracy 0.889",
            a => new GoogLeNet(a.Classes, a.Channels)),
        Cnn("googlenet-aux", "googlenet", Deeper, 2014, Image(224, 3, 1000), 13_378_280, 1_582_671_872, Fashion(10, 128, 0.1), Fashion(1, 64, 0.001, "adam", 65, 10_000),
            "ImageNet, top-5 error 10.07 %", a => new GoogLeNetAuxiliary(a.Classes, a.Channels, a.Size, a.Dropout ?? 0.4, a.Dropout ?? 0.7)),
        ResidualNet("resnet18", a => ResNet.Eighteen(a.Classes, a.Channels), 11_178_378, 318_657_536, "test accuracy 0.913"),
        ResidualNet("resnet34", a => ResNet.ThirtyFour(a.Classes, a.Channels), 21_290_250, 658_396_160, limit: 20_000),
        ResidualNet("resnet50", a => ResNet.Fifty(a.Classes, a.Channels), 23_541_130, 736_268_288, limit: 15_000),
        ResidualNet("resnet101", a => ResNet.HundredOne(a.Classes, a.Channels), 42_559_370, 1_418_104_832, limit: 10_000),
        ResidualNet("resnet152", a => ResNet.HundredFiftyTwo(a.Classes, a.Channels), 58_226_058, 2_099_941_376, limit: 5_000),
        Cnn("resnet18-preact", "resnet", "He et al.: Identity mappings in deep residual networks", 2016, Image(96), 11_173_578, 318_657_536, Fashion(10, 256, 0.05),
            Fashion(1, 64, 0.05, size: 28, limit: 30_000), "", a => new PreActivationResNet(a.Classes, a.Channels)),
        CifarNet(20, 269_722, 40_551_040, "8.75", 30_000),
        CifarNet(32, 464_154, 68_862_592, "7.51", 20_000),
        CifarNet(44, 658_586, 97_174_144, "7.17", 20_000),
        CifarNet(56, 853_018, 125_485_696, "6.97", 16_000),
        CifarNet(110, 1_727_962, 252_887_680, "6.43", 12_000),
        Cnn("densenet", "densenet", "Huang et al.: Densely connected convolutional networks", 2016, Image(96), 758_226, 129_077_168, Fashion(10, 256, 0.1),
            Fashion(2, 128, 0.1, size: 32), "test accuracy 0.882", a => new DenseNet(a.Classes, a.Channels)),
        Cnn("dilated", "dilated", "Yu, Koltun: Multi-scale context aggregation by dilated convolutions", 2015, Image(28), 56_138, 43_828_736,
            Fashion(10, 128, 0.001, "adam"), Fashion(1, 128, 0.003, "adam", limit: 20_000), "", a => new DilatedNet(a.Classes, a.Channels)),
        Cnn("mobilenet", "mobilenet", "Howard et al.: MobileNets", 2017, Image(224, 3, 1000), 4_231_976, 568_740_352, Fashion(10, 128, 0.001, "adam", 96),
            Fashion(1, 64, 0.001, "adam", 32, 30_000), "ImageNet, top-1 70.6 %", a => new MobileNet(a.Classes, a.Channels)),
        Cnn("conv1d", "conv1d", Sentences, 2014, Image(28), 34_058, 542_080, Fashion(10, 128, 0.001, "adam"), null, "",
            a => new Convolution1d(ConvolutionWidth.Equal, a.Classes, a.Channels, a.Size)),
        Cnn("conv1d-narrow", "conv1d", Sentences, 2014, Image(28), 32_138, 381_440, Fashion(10, 128, 0.001, "adam"), null, "",
            a => new Convolution1d(ConvolutionWidth.Narrow, a.Classes, a.Channels, a.Size)),
        Cnn("conv1d-wide", "conv1d", Sentences, 2014, Image(28), 35_978, 702_720, Fashion(10, 128, 0.001, "adam"), null, "",
            a => new Convolution1d(ConvolutionWidth.Wide, a.Classes, a.Channels, a.Size)),
    ];

    internal static Entry Cnn(
        string name, string family, string paper, int year, ModelInput input, long parameters, long macs, ModelRecipe textbook, ModelRecipe? quick,
        string published, Func<ModelArguments, TorchSharp.torch.nn.Module> build) =>
        new(name, family, paper, year, input, TaskKind.Classification, parameters, macs, textbook, quick, published, build);

    private static Entry Vgg(
        string name, long[] convolutions, long parameters, long macs, bool batchNorm = false, int divisor = 1, string published = "") =>
        Cnn(name, "vgg", VeryDeep, 2014, Image(224), parameters, macs, Fashion(10, 128, 0.05),
            divisor == 1 ? Fashion(1, 32, 0.0002, "adam", 32, 3_000, Deep) : Fashion(1, 64, 0.0002, "adam", 64, 20_000, Deep), published,
            a => new VGG(convolutions, a.Classes, a.Channels, a.Size, a.Dropout ?? 0.5, batchNorm, divisor));

    private static Entry ResidualNet(
        string name, Func<ModelArguments, TorchSharp.torch.nn.Module> build, long parameters, long macs, string published = "", int? limit = null) =>
        Cnn(name, "resnet", DeepResidual, 2015, Image(96), parameters, macs, Fashion(10, 256, 0.05), limit is null ? Fashion(1, 64, 0.05, size: 28) : Fashion(1, 64, 0.0003, "adam", 28, limit), published, build);

    private static Entry CifarNet(int depth, long parameters, long macs, string error, int limit) =>
        Cnn($"resnet{depth}", "resnet", DeepResidual, 2015, Image(32, 3), parameters, macs,
            new("cifar-10", 200, 128, 0.1, "momentum", WeightDecay: 1e-4), depth > 32 ? Fashion(1, 32, 0.001, "adam", 28, limit) : Fashion(1, 64, 0.1, "momentum", 28, limit),
            $"CIFAR-10, test error {error} %", a => new CifarResNet(depth, a.Classes, a.Channels, a.Dropout ?? 0));
}
