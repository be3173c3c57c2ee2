// Locally connected network. "Deep Learning", section 9.5; nndl, section 5.2.
// Idea: a layer that looks at small regions as a convolution does, without sharing its filters: see
// UnsharedConvolution. It has the parameters of LeNet, nearly all of them in its first layer.

namespace ModelZoo.Convolutional;

public sealed class LocallyConnectedNet : ImageNetwork
{
    public LocallyConnectedNet(long classes = 10, long channels = 1, long size = 28)
        : base("locally-connected", channels, size, side => (side - 4) / 4) =>
        Chain(
            new UnsharedConvolution(channels, 3, 5, size), Tanh(), AvgPool2d(4),
            Flatten(),
            Linear(3 * Grid * Grid, 140), Tanh(),
            Linear(140, classes));
}
