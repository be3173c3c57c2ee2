// torchvision's alexnet. A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014,
// one tower.
// Keys, shapes and outputs are torchvision's, so that its weights load.
// Published: ImageNet, 56.5 % top-1; 61,100,840 parameters.

namespace ModelZoo.Torchvision;

public sealed class AlexNetTwin : ImageNetwork
{
    public AlexNetTwin(long classes = 1000, long channels = 3, double dropout = 0.5)
        : base("torchvision/alexnet", channels, smallest: 63)               // 63 leaves sides of 15, 7, 3 and 1
    {
        Chain(
            ("features", Sequential(
                Conv2d(channels, 64, 11, stride: 4, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
                Conv2d(64, 192, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
                Conv2d(192, 384, 3, padding: 1), ReLU(),
                Conv2d(384, 256, 3, padding: 1), ReLU(),
                Conv2d(256, 256, 3, padding: 1), ReLU(), MaxPool2d(3, stride: 2))),
            ("avgpool", AdaptiveAvgPool2d(6)),                              // (N, 256, 6, 6)
            ("flatten", Flatten()),
            ("classifier", Sequential(
                Dropout(dropout), Linear(256 * 6 * 6, 4096), ReLU(),
                Dropout(dropout), Linear(4096, 4096), ReLU(),
                Linear(4096, classes))));
    }
}
