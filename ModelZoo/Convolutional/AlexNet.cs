// AlexNet. A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks",
// 2012.
// Idea: a deep convolutional network with ReLU and dropout, trained end to end on a million images, beats hand-made
// features.
// Different here, as in the textbook: one tower, no response normalization, fewer inputs to the first fully connected
// layer. AlexNetPublished is the paper's network. torchvision/alexnet is Krizhevsky's later one.
// Textbook: Fashion-MNIST at 224x224, 10 epochs of SGD 0.01: train loss 0.329, test accuracy 0.880 (median of 84 runs).

namespace ModelZoo.Convolutional;

public sealed class AlexNet : ImageNetwork
{
    public AlexNet(long classes = 10, long channels = 1, long size = 224, double dropout = 0.5)
        : base("alexnet", channels, size, side => Pooled(Pooled(Pooled((side - 9 + 4) / 4))))
    {
        Chain(
            Conv2d(channels, 96, 11, stride: 4, padding: 1), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(96, 256, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(256, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 256, 3, padding: 1), ReLU(), MaxPool2d(3, stride: 2),
            Flatten(),
            Linear(256 * Grid * Grid, 4096), ReLU(), Dropout(dropout),
            Linear(4096, 4096), ReLU(), Dropout(dropout),
            Linear(4096, classes));
        Initialize.Xavier(this);
    }

    /// <summary>The side of a map behind a 3x3 pool of stride 2.</summary>
    internal static long Pooled(long side) => (side - 1) / 2;
}
