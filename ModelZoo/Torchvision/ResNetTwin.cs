// torchvision's resnet18, 34, 50, 101 and 152. K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image
// recognition", 2015.
// Keys, shapes and outputs are torchvision's, so that its weights load. Bottlenecks have their stride in the 3x3
// convolution, as there.
// Published: ImageNet, 69.8, 73.3, 76.1, 77.4 and 78.3 % top-1.

using ModelZoo.Convolutional;
using ModelZoo.Tracing;

namespace ModelZoo.Torchvision;

public sealed class ResNetTwin : ImageNetwork
{
    private readonly Module<Tensor, Tensor> conv1, bn1, maxpool, layer1, layer2, layer3, layer4, avgpool, fc;

    public ResNetTwin(int depth, long classes = 1000, long channels = 3) : base("torchvision/resnet", channels)
    {
        var (blocks, expansion) = ResNet.Stages(depth);
        conv1 = Conv2d(channels, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(64, 64, blocks[0], 1, expansion);
        layer2 = Stage(64 * expansion, 128, blocks[1], 2, expansion);
        layer3 = Stage(128 * expansion, 256, blocks[2], 2, expansion);
        layer4 = Stage(256 * expansion, 512, blocks[3], 2, expansion);
        avgpool = AdaptiveAvgPool2d(1);
        fc = Linear(512 * expansion, classes);
        RegisterComponents();
        Initialize.Kaiming(this);
    }

    private static Module<Tensor, Tensor> Stage(long below, long planes, long count, long stride, long expansion)
    {
        var blocks = new List<Module<Tensor, Tensor>>();
        for (var block = 0; block < count; block++, below = planes * expansion, stride = 1)
            blocks.Add(expansion == 1
                ? new BasicBlock(below, planes, stride)
                : new BottleneckBlock(below, planes, stride));
        return Sequential(blocks);
    }

    private static Module<Tensor, Tensor>? Downsample(long below, long maps, long stride) =>
        stride == 1 && below == maps
            ? null
            : Sequential(Conv2d(below, maps, 1, stride, bias: false), BatchNorm2d(maps));

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        var x = maxpool.call(bn1.call(conv1.call(Checked(input))).relu_()); // (N, 64, 56, 56)
        x = layer1.call(x);                                                 // (N, 64 e, 56, 56), e the expansion
        x = layer2.call(x);                                                 // (N, 128 e, 28, 28)
        x = layer3.call(x);                                                 // (N, 256 e, 14, 14)
        x = layer4.call(x);                                                 // (N, 512 e, 7, 7)
        return fc.call(avgpool.call(x).flatten(1));                         // (N, classes)
    }

    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1, bn1, conv2, bn2;
        private readonly Module<Tensor, Tensor>? downsample;

        public BasicBlock(long below, long planes, long stride) : base("basic-block")
        {
            conv1 = Conv2d(below, planes, 3, stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(planes);
            conv2 = Conv2d(planes, planes, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(planes);
            downsample = Downsample(below, planes, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = bn1.call(conv1.call(input)).relu_();
            x = bn2.call(conv2.call(x));
            return Functions.Add(x, downsample?.call(input) ?? input).relu_();
        }
    }

    private sealed class BottleneckBlock : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1, bn1, conv2, bn2, conv3, bn3;
        private readonly Module<Tensor, Tensor>? downsample;

        public BottleneckBlock(long below, long planes, long stride) : base("bottleneck-block")
        {
            conv1 = Conv2d(below, planes, 1, bias: false);
            bn1 = BatchNorm2d(planes);
            conv2 = Conv2d(planes, planes, 3, stride, padding: 1, bias: false);
            bn2 = BatchNorm2d(planes);
            conv3 = Conv2d(planes, 4 * planes, 1, bias: false);
            bn3 = BatchNorm2d(4 * planes);
            downsample = Downsample(below, 4 * planes, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = bn1.call(conv1.call(input)).relu_();
            x = bn2.call(conv2.call(x)).relu_();
            x = bn3.call(conv3.call(x));
            return Functions.Add(x, downsample?.call(input) ?? input).relu_();
        }
    }
}
