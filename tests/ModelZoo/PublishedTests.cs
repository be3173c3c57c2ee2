using Xunit;

namespace ModelZoo.Tests.Models;

/// <summary>The table has the numbers of papers and books. Other tests compare the table with the networks.</summary>
public sealed class PublishedTests
{
    [Theory]
    [InlineData("softmax", 7_850)]
    [InlineData("mlp", 203_530)]
    [InlineData("mlp-dropout", 269_322)]
    [InlineData("lenet", 61_706)]
    [InlineData("lenet-bn", 44_878)]
    [InlineData("lenet5", 60_000)]                                          // table I and section II.B of the paper
    [InlineData("alexnet", 46_764_746)]
    [InlineData("alexnet-lrn", 60_965_224)]
    [InlineData("vgg11", 128_806_154)]
    [InlineData("vgg11-quarter", 43_093_322)]
    [InlineData("nin", 1_992_166)]
    [InlineData("googlenet", 5_977_530)]
    [InlineData("resnet18", 11_178_378)]
    [InlineData("densenet", 758_226)]
    [InlineData("rnn", 80_412)]
    [InlineData("gru", 226_844)]
    [InlineData("lstm", 300_060)]
    [InlineData("lstm-deep", 826_396)]
    [InlineData("conv-autoencoder", 28_353)]
    [InlineData("conv-vae", 69_076 + 65_089)]
    [InlineData("torchvision/alexnet", 61_100_840)]
    [InlineData("torchvision/vgg11", 132_863_336)]
    [InlineData("torchvision/vgg11_bn", 132_868_840)]
    [InlineData("torchvision/vgg13", 133_047_848)]
    [InlineData("torchvision/vgg13_bn", 133_053_736)]
    [InlineData("torchvision/vgg16", 138_357_544)]
    [InlineData("torchvision/vgg16_bn", 138_365_992)]
    [InlineData("torchvision/vgg19", 143_667_240)]
    [InlineData("torchvision/vgg19_bn", 143_678_248)]
    [InlineData("torchvision/googlenet", 6_624_904)]
    [InlineData("torchvision/resnet18", 11_689_512)]
    [InlineData("torchvision/resnet34", 21_797_672)]
    [InlineData("torchvision/resnet50", 25_557_032)]
    [InlineData("torchvision/resnet101", 44_549_160)]
    [InlineData("torchvision/resnet152", 60_192_808)]
    [InlineData("torchvision/densenet121", 7_978_856)]
    public void Parameters_equal_the_published_number(string name, long parameters) =>
        Assert.Equal(parameters, Zoo.Find(name).Parameters);

    [Theory]
    [InlineData("mobilenet", 569)]
    [InlineData("torchvision/alexnet", 714)]
    [InlineData("torchvision/vgg11", 7_609)]
    [InlineData("torchvision/vgg13", 11_308)]
    [InlineData("torchvision/vgg16", 15_470)]
    [InlineData("torchvision/vgg19", 19_632)]
    [InlineData("torchvision/googlenet", 1_498)]
    [InlineData("torchvision/resnet18", 1_814)]
    [InlineData("torchvision/resnet34", 3_664)]
    [InlineData("torchvision/resnet50", 4_089)]
    [InlineData("torchvision/resnet101", 7_801)]
    [InlineData("torchvision/resnet152", 11_514)]
    [InlineData("torchvision/densenet121", 2_834)]
    public void Multiply_adds_equal_the_published_millions(string name, long millions) =>
        Assert.InRange(Zoo.Find(name).Macs, (millions - 1) * 1_000_000, (millions + 1) * 1_000_000);
}
