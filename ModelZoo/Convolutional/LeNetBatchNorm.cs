// LeNet with batch normalisation. S. Ioffe, C. Szegedy, "Batch normalization: accelerating deep network training by reducing internal
// covariate shift", 2015, on the network of LeCun et al., 1998.
// The idea: each channel is brought to zero mean and unit variance over the batch, so that layers need not chase each other's scale.
// Differs from LeNet, as in the textbook: no padding in the first layer, batch norm before every sigmoid.
// Textbook: Fashion-MNIST 28x28, 10 epochs of SGD 1.0: train loss 0.268, test accuracy 0.832 (median of 51 runs).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public sealed class LeNetBatchNorm : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long channels, size;

    public LeNetBatchNorm(long classes = 10, long channels = 1, long size = 28) : base("lenet-bn")
    {
        (this.channels, this.size) = (channels, size);
        var grid = Expect.Grid("lenet-bn", size, Grid);
        net = Sequential(
            Conv2d(channels, 6, 5), BatchNorm2d(6), Sigmoid(), AvgPool2d(2),
            Conv2d(6, 16, 5), BatchNorm2d(16), Sigmoid(), AvgPool2d(2),
            Flatten(),
            Linear(16 * grid * grid, 120), BatchNorm1d(120), Sigmoid(),
            Linear(120, 84), BatchNorm1d(84), Sigmoid(),
            Linear(84, classes));
        RegisterComponents();
        Initialize.Xavier(this);
    }

    private static long Grid(long size) => ((size - 4) / 2 - 4) / 2;

    public override Tensor forward(Tensor input)                            // (N, channels, 28, 28)
    {
        Expect.Image(input, GetName(), channels, size, Grid);
        return net.call(input);                                             // (N, classes)
    }
}
