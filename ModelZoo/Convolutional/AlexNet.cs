// AlexNet. A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks", 2012.
// The idea: a deep convolutional network with ReLU and dropout, learned end to end on a million images, beats features made by hand.
// Differs from the paper, as the textbook does: one tower, no response normalisation, fewer inputs to the first full layer
// (the published network is AlexNetPublished; torchvision's is the later one-tower variant, torchvision/alexnet).
// Textbook: Fashion-MNIST at 224x224, 10 epochs of SGD 0.01: train loss 0.329, test accuracy 0.880 (median of 84 runs).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public sealed class AlexNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long channels, size;

    public AlexNet(long classes = 10, long channels = 1, long size = 224, double dropout = 0.5) : base("alexnet")
    {
        (this.channels, this.size) = (channels, size);
        var grid = Expect.Grid("alexnet", size, Grid);
        net = Sequential(
            Conv2d(channels, 96, 11, stride: 4, padding: 1), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(96, 256, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(256, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 256, 3, padding: 1), ReLU(), MaxPool2d(3, stride: 2),
            Flatten(),
            Linear(256 * grid * grid, 4096), ReLU(), Dropout(dropout),
            Linear(4096, 4096), ReLU(), Dropout(dropout),
            Linear(4096, classes));
        RegisterComponents();
        Initialize.Xavier(this);
    }

    private static long Grid(long size) => Pool(Pool(Pool((size - 9 + 4) / 4)));

    private static long Pool(long side) => (side - 1) / 2;

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        Expect.Image(input, GetName(), channels, size, Grid);
        return net.call(input);                                             // (N, classes)
    }
}
