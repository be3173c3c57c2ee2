// GoogLeNet. C. Szegedy et al., "Going deeper with convolutions", 2014, table 1.
// Idea: filters of several sizes stand side by side. A 1x1 convolution in front of each keeps it cheap.
// Different here, as in the textbook: no response normalization, no dropout. GoogLeNetAuxiliary has the extra heads.
// Textbook: Fashion-MNIST at 96x96, 10 epochs of SGD 0.1: train loss 0.249, test accuracy 0.889 (medians of 51 runs).

namespace ModelZoo.Convolutional;

public sealed class GoogLeNet : ImageNetwork
{
    public GoogLeNet(long classes = 10, long channels = 1) : base("googlenet", channels)
    {
        Chain(
            ("b1", Sequential(                                              // (N, channels, 96, 96) to (N, 64, 24, 24)
                Conv2d(channels, 64, 7, stride: 2, padding: 3), ReLU(), Halve())),
            ("b2", Sequential(                                              // (N, 192, 12, 12)
                Conv2d(64, 64, 1), ReLU(),
                Conv2d(64, 192, 3, padding: 1), ReLU(), Halve())),
            ("b3", Sequential(                                              // (N, 480, 6, 6)
                new Inception("3a"), new Inception("3b"), Halve())),
            ("b4", Sequential(                                              // (N, 832, 3, 3)
                new Inception("4a"), new Inception("4b"), new Inception("4c"),
                new Inception("4d"), new Inception("4e"), Halve())),
            ("b5", Sequential(                                              // (N, 1024)
                new Inception("5a"), new Inception("5b"), AdaptiveAvgPool2d(1), Flatten())),
            ("output", Linear(1024, classes)));
        Initialize.Xavier(this);
    }

    internal static Module<Tensor, Tensor> Halve() => MaxPool2d(3, stride: 2, padding: 1);
}
