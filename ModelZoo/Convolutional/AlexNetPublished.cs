// AlexNet as published. A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks",
// 2012, figure 2: 60,965,224 parameters for 3x227x227 and 1000 classes.
// The idea: see AlexNet. Local response normalisation lets strong responses inhibit those of neighbouring maps at the same place.
// Two towers on two devices become groups in the layers whose halves do not see each other. ImageNet 2012: 18.2 % top-5 error.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public sealed class AlexNetPublished : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long channels, size;

    public AlexNetPublished(long classes = 1000, long channels = 3, long size = 227, double dropout = 0.5) : base("alexnet-lrn")
    {
        (this.channels, this.size) = (channels, size);
        var grid = Expect.Grid("alexnet-lrn", size, Grid);
        net = Sequential(
            Conv2d(channels, 96, 11, stride: 4), ReLU(), Normalize(), MaxPool2d(3, stride: 2),
            Conv2d(96, 256, 5, padding: 2, groups: 2), ReLU(), Normalize(), MaxPool2d(3, stride: 2),
            Conv2d(256, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 384, 3, padding: 1, groups: 2), ReLU(),
            Conv2d(384, 256, 3, padding: 1, groups: 2), ReLU(), MaxPool2d(3, stride: 2),
            Flatten(),
            Linear(256 * grid * grid, 4096), ReLU(), Dropout(dropout),
            Linear(4096, 4096), ReLU(), Dropout(dropout),
            Linear(4096, classes));
        RegisterComponents();
        Initialize.Normal(this);
    }

    /// <summary>n = 5, k = 2, alpha = 1e-4, beta = 0.75; PyTorch divides alpha by n where the paper does not.</summary>
    private static Module<Tensor, Tensor> Normalize() => LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2);

    private static long Grid(long size) => Pool(Pool(Pool((size - 11 + 4) / 4)));

    private static long Pool(long side) => (side - 1) / 2;

    public override Tensor forward(Tensor input)                            // (N, channels, 227, 227)
    {
        Expect.Image(input, GetName(), channels, size, Grid);
        return net.call(input);                                             // (N, classes)
    }
}
