// LeNet with batch normalization. S. Ioffe, C. Szegedy, "Batch normalization: accelerating deep network training by
// reducing internal covariate shift", 2015, on the network of LeCun et al., 1998.
// Idea: each channel gets zero mean and unit variance over the batch, so that no layer has to follow the scale of
// the one below.
// Different from LeNet, as in the textbook: no padding in the first layer, batch norm before every sigmoid.
// Textbook: Fashion-MNIST at 28x28, 10 epochs of SGD 1.0: train loss 0.268, test accuracy 0.832 (median of 51 runs).

namespace ModelZoo.Convolutional;

public sealed class LeNetBatchNorm : ImageNetwork
{
    public LeNetBatchNorm(long classes = 10, long channels = 1, long size = 28)
        : base("lenet-bn", channels, size, side => ((side - 4) / 2 - 4) / 2)
    {
        Chain(
            Conv2d(channels, 6, 5), BatchNorm2d(6), Sigmoid(), AvgPool2d(2),
            Conv2d(6, 16, 5), BatchNorm2d(16), Sigmoid(), AvgPool2d(2),
            Flatten(),
            Linear(16 * Grid * Grid, 120), BatchNorm1d(120), Sigmoid(),
            Linear(120, 84), BatchNorm1d(84), Sigmoid(),
            Linear(84, classes));
        Initialize.Xavier(this);
    }
}
