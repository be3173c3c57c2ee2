// MobileNet. A. Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications",
// 2017, table 1.
// Idea: a 3x3 filter on each map alone, then a 1x1 convolution across the maps, does the work of a full convolution
// with an eighth of its multiplications.
// Published: ImageNet at 224x224, 70.6 % top-1; 4.2 million parameters and 569 million multiply-adds, as here.

namespace ModelZoo.Convolutional;

public sealed class MobileNet : ImageNetwork
{
    private static readonly (long maps, long stride)[] Table =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
        (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    public MobileNet(long classes = 1000, long channels = 3) : base("mobilenet", channels)
    {
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(channels, 32, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(32), ReLU(),
        };
        var below = 32L;
        foreach (var (maps, stride) in Table)
        {
            layers.Add(Separable(below, maps, stride));
            below = maps;
        }
        Chain(
            ("features", Sequential(layers)),                               // (N, 1024, 7, 7)
            ("output", Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(below, classes))));
        Initialize.Kaiming(this);
    }

    private static Module<Tensor, Tensor> Separable(long below, long maps, long stride) => Sequential(
        Conv2d(below, below, 3, stride, padding: 1, groups: below, bias: false), BatchNorm2d(below), ReLU(),
        Conv2d(below, maps, 1, bias: false), BatchNorm2d(maps), ReLU());
}
