// torchvision's vgg11, 13, 16 and 19, with and without batch norm. K. Simonyan, A. Zisserman, "Very deep convolutional
// networks for large-scale image recognition", 2014, table 1, columns A, B, D and E.
// Keys, shapes and outputs are torchvision's, so that its weights load. Different from VGG: a pool to 7x7, so that any
// size works, and He's initialization.
// Published: ImageNet, 69.0 to 74.2 % top-1.

using ModelZoo.Convolutional;

namespace ModelZoo.Torchvision;

public sealed class VGGTwin : ImageNetwork
{
    public VGGTwin(
        long[] convolutions, bool batchNorm, long classes = 1000, long channels = 3, double dropout = 0.5)
        : base("torchvision/vgg", channels, smallest: 32)
    {
        Chain(
            ("features", VGG.Features(convolutions, channels, batchNorm)),
            ("avgpool", AdaptiveAvgPool2d(7)),                              // (N, 512, 7, 7)
            ("flatten", Flatten()),
            ("classifier", VGG.Classifier(512 * 7 * 7, classes, dropout)));
        Initialize.Kaiming(this);
    }
}
