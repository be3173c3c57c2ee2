// AlexNet as published. A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural
// networks", 2012, figure 2: 60,965,224 parameters for 3x227x227 and 1000 classes.
// Idea: as in AlexNet. With local response normalization, a strong response weakens those of the maps beside it.
// The paper's two devices hold half of the maps each. Layers whose halves do not see each other have two groups here.
// Published: ImageNet 2012, 18.2 % top-5 error.

using static ModelZoo.Convolutional.AlexNet;

namespace ModelZoo.Convolutional;

public sealed class AlexNetPublished : ImageNetwork
{
    public AlexNetPublished(long classes = 1000, long channels = 3, long size = 227, double dropout = 0.5)
        : base("alexnet-lrn", channels, size, side => Pooled(Pooled(Pooled((side - 11 + 4) / 4))))
    {
        Chain(
            Conv2d(channels, 96, 11, stride: 4), ReLU(), Normalize(), MaxPool2d(3, stride: 2),
            Conv2d(96, 256, 5, padding: 2, groups: 2), ReLU(), Normalize(), MaxPool2d(3, stride: 2),
            Conv2d(256, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 384, 3, padding: 1, groups: 2), ReLU(),
            Conv2d(384, 256, 3, padding: 1, groups: 2), ReLU(), MaxPool2d(3, stride: 2),
            Flatten(),
            Linear(256 * Grid * Grid, 4096), ReLU(), Dropout(dropout),
            Linear(4096, 4096), ReLU(), Dropout(dropout),
            Linear(4096, classes));
        Initialize.Normal(this);
    }

    /// <summary>n = 5, k = 2, alpha = 1e-4, beta = 0.75. PyTorch divides alpha by n, the paper does not.</summary>
    private static Module<Tensor, Tensor> Normalize() => LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2);
}
