// LeNet. Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.
// The idea: small filters shared over the whole image find the same feature anywhere; pooling makes its place matter less.
// Differs from the paper, as the textbook does: sigmoid, average pooling and full connections (the published network is LeNet5).
// Textbook: Fashion-MNIST 28x28, 10 epochs of SGD 0.9: train loss 0.468, test accuracy 0.807 (median of 127 runs).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public sealed class LeNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long channels, size;

    public LeNet(long classes = 10, long channels = 1, long size = 28, double dropout = 0) : base("lenet")
    {
        (this.channels, this.size) = (channels, size);
        var grid = Expect.Grid("lenet", size, Grid);
        net = Sequential(
            Conv2d(channels, 6, 5, padding: 2), Sigmoid(), AvgPool2d(2),
            Conv2d(6, 16, 5), Sigmoid(), AvgPool2d(2),
            Flatten(),
            Linear(16 * grid * grid, 120), Hidden(dropout),
            Linear(120, 84), Hidden(dropout),
            Linear(84, classes));
        RegisterComponents();
        Initialize.Xavier(this);
    }

    // Where units are dropped the layers keep their numbers, and the weights their names.
    private static Module<Tensor, Tensor> Hidden(double dropout) => dropout > 0 ? Sequential(Sigmoid(), Dropout(dropout)) : Sigmoid();

    private static long Grid(long size) => (size / 2 - 4) / 2;

    public override Tensor forward(Tensor input)                            // (N, channels, 28, 28)
    {
        Expect.Image(input, GetName(), channels, size, Grid);
        return net.call(input);                                             // (N, classes)
    }
}
