// ResNet. K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", 2015, table 1.
// Idea: a block learns what to add to its input. The sum lets gradient pass a hundred layers unharmed.
// Different here, as in the textbook: convolutions with biases, no batch norm on the 1x1 shortcuts. The networks of
// torchvision are torchvision/resnet18 and so on. The paper's networks for CIFAR are CifarResNet.
// Textbook: ResNet-18, Fashion-MNIST at 96x96, 10 epochs of SGD 0.05: train loss 0.012, test accuracy 0.913 (medians of
// 82 runs).

using ModelZoo.Tracing;

namespace ModelZoo.Convolutional;

public sealed class ResNet : ImageNetwork
{
    public ResNet(int depth, long classes = 10, long channels = 1) : base("resnet", channels)
    {
        var (blocks, expansion) = Stages(depth);
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(channels, 64, 7, stride: 2, padding: 3), BatchNorm2d(64), ReLU(),
            MaxPool2d(3, stride: 2, padding: 1),
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
        Chain(layers);
        Initialize.Xavier(this);
    }

    /// <summary>Table 1: blocks in each stage, and the factor of the widths 64 to 512 (4 for bottlenecks).</summary>
    internal static (long[] blocks, long expansion) Stages(int depth) => depth switch
    {
        18 => ([2, 2, 2, 2], 1),
        34 => ([3, 4, 6, 3], 1),
        50 => ([3, 4, 6, 3], 4),
        101 => ([3, 4, 23, 3], 4),
        152 => ([3, 8, 36, 3], 4),
        _ => throw new ArgumentException($"A ResNet has 18, 34, 50, 101 or 152 layers, not {depth}."),
    };

    /// <summary>Two 3x3 convolutions, added to the input.</summary>
    private sealed class Residual : Module<Tensor, Tensor>
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

    /// <summary>1x1 to a quarter of the width, 3x3 there, 1x1 back, added to the input: figure 5, right.</summary>
    private sealed class Bottleneck : Module<Tensor, Tensor>
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
}
