// LeNet. Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.
// Idea: small filters that are shared over the whole image find a feature wherever it is. Pooling makes its exact place
// matter less.
// Different here, as in the textbook: sigmoid, average pooling and full connections. LeNet5 is the paper's network.
// Textbook: Fashion-MNIST at 28x28, 10 epochs of SGD 0.9: train loss 0.468, test accuracy 0.807 (median of 127 runs).

namespace ModelZoo.Convolutional;

public sealed class LeNet : ImageNetwork
{
    public LeNet(long classes = 10, long channels = 1, long size = 28, double dropout = 0)
        : base("lenet", channels, size, side => (side / 2 - 4) / 2)
    {
        Chain(
            Conv2d(channels, 6, 5, padding: 2), Sigmoid(), AvgPool2d(2),
            Conv2d(6, 16, 5), Sigmoid(), AvgPool2d(2),
            Flatten(),
            Linear(16 * Grid * Grid, 120), Hidden(dropout),
            Linear(120, 84), Hidden(dropout),
            Linear(84, classes));
        Initialize.Xavier(this);
    }

    // One module with or without dropout, so that the keys of the weights stay the same.
    private static Module<Tensor, Tensor> Hidden(double dropout) =>
        dropout > 0 ? Sequential(Sigmoid(), Dropout(dropout)) : Sigmoid();
}
