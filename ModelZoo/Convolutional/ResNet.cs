// ResNet. K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", 2015, table 1.
// The idea: a block learns what to add to its input; the sum lets gradient pass through a hundred layers unharmed.
// Differs from the paper, as the textbook does: biases in the convolutions, no batch norm on the 1x1 shortcuts (torchvision's network
// is torchvision/resnet18 and so on; the paper's networks for CIFAR are CifarResNet).
// Textbook: ResNet-18, Fashion-MNIST at 96x96, 10 epochs of SGD 0.05: train loss 0.012, test accuracy 0.913 (medians of 82 runs).

using ModelZoo.Tracing;
using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

/// <summary>Two 3x3 convolutions, added to the input.</summary>
internal sealed class Residual : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1, conv2, bn1, bn2;
    private readonly Module<Tensor, Tensor>? shortcut;

    public Residual(long below, long maps, long stride) : base("residual")
    {
        conv1 = Conv2d(below, maps, 3, stride, padding: 1);
        conv2 = Conv2d(maps, maps, 3, padding: 1);
        shortcut = stride == 1 && below == maps ? null : Conv2d(below, maps, 1, stride);
        bn1 = BatchNorm2d(maps);
        bn2 = BatchNorm2d(maps);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x));
        return Functions.Add(x, shortcut?.call(input) ?? input).relu_();
    }
}

/// <summary>1x1 down to a quarter of the width, 3x3 there, 1x1 up again, added to the input: figure 5, right.</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1, conv2, conv3, bn1, bn2, bn3;
    private readonly Module<Tensor, Tensor>? shortcut;

    public Bottleneck(long below, long maps, long stride) : base("bottleneck")
    {
        conv1 = Conv2d(below, maps / 4, 1);
        conv2 = Conv2d(maps / 4, maps / 4, 3, stride, padding: 1);
        conv3 = Conv2d(maps / 4, maps, 1);
        shortcut = stride == 1 && below == maps ? null : Conv2d(below, maps, 1, stride);
        bn1 = BatchNorm2d(maps / 4);
        bn2 = BatchNorm2d(maps / 4);
        bn3 = BatchNorm2d(maps);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x)).relu_();
        x = bn3.call(conv3.call(x));
        return Functions.Add(x, shortcut?.call(input) ?? input).relu_();
    }
}

public sealed class ResNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long channels;

    /// <summary>Blocks: how many in each of the four stages. Expansion of the widths 64 to 512: 1 for residual blocks, 4 for bottlenecks.</summary>
    private ResNet(long[] blocks, long expansion, long classes, long channels) : base("resnet")
    {
        this.channels = channels;
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(channels, 64, 7, stride: 2, padding: 3), BatchNorm2d(64), ReLU(), MaxPool2d(3, stride: 2, padding: 1),
        };
        var below = 64L;
        for (var stage = 0; stage < 4; stage++)
        {
            var maps = (64L << stage) * expansion;
            var inside = new List<Module<Tensor, Tensor>>();
            for (var block = 0; block < blocks[stage]; block++, below = maps)
            {
                var stride = block == 0 && stage > 0 ? 2 : 1;
                inside.Add(expansion == 1 ? new Residual(below, maps, stride) : new Bottleneck(below, maps, stride));
            }
            layers.Add(Sequential(inside));
        }
        layers.AddRange([AdaptiveAvgPool2d(1), Flatten(), Linear(below, classes)]);
        net = Sequential(layers);
        RegisterComponents();
        Initialize.Xavier(this);
    }

    public static ResNet Eighteen(long classes = 10, long channels = 1) => new([2, 2, 2, 2], 1, classes, channels);
    public static ResNet ThirtyFour(long classes = 10, long channels = 1) => new([3, 4, 6, 3], 1, classes, channels);
    public static ResNet Fifty(long classes = 10, long channels = 1) => new([3, 4, 6, 3], 4, classes, channels);
    public static ResNet HundredOne(long classes = 10, long channels = 1) => new([3, 4, 23, 3], 4, classes, channels);
    public static ResNet HundredFiftyTwo(long classes = 10, long channels = 1) => new([3, 8, 36, 3], 4, classes, channels);

    public override Tensor forward(Tensor input)                            // (N, channels, 96, 96): 24, 24, 12, 6, 3 after each part
    {
        Expect.Image(input, GetName(), channels, smallest: 1);
        return net.call(input);                                             // (N, classes)
    }
}
