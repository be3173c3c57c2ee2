// Pre-activation ResNet. K. He, X. Zhang, S. Ren, J. Sun, "Identity mappings in deep residual networks", 2016,
// figure 1b.
// Idea: batch norm and ReLU come before each convolution, so that the sums run unchanged from the first block to
// the last.
// Different here: depth 18 and the first layers of the textbook's ResNet-18, for images of any size.

using ModelZoo.Tracing;

namespace ModelZoo.Convolutional;

public sealed class PreActivationResNet : ImageNetwork
{
    public PreActivationResNet(long classes = 10, long channels = 1) : base("resnet18-preact", channels)
    {
        Chain(
            Conv2d(channels, 64, 7, stride: 2, padding: 3, bias: false), MaxPool2d(3, stride: 2, padding: 1),
            new Block(64, 64, 1), new Block(64, 64, 1),
            new Block(64, 128, 2), new Block(128, 128, 1),
            new Block(128, 256, 2), new Block(256, 256, 1),
            new Block(256, 512, 2), new Block(512, 512, 1),
            BatchNorm2d(512), ReLU(), AdaptiveAvgPool2d(1), Flatten(), Linear(512, classes));
        Initialize.Xavier(this);
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> bn1, conv1, bn2, conv2;
        private readonly Module<Tensor, Tensor>? shortcut;

        public Block(long below, long maps, long stride) : base("pre-activation-block")
        {
            bn1 = BatchNorm2d(below);
            conv1 = Conv2d(below, maps, 3, stride, padding: 1, bias: false);
            bn2 = BatchNorm2d(maps);
            conv2 = Conv2d(maps, maps, 3, padding: 1, bias: false);
            shortcut = stride == 1 && below == maps ? null : Conv2d(below, maps, 1, stride, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var activated = bn1.call(input).relu_();                        // a shortcut with weights starts here
            var x = conv1.call(activated);
            x = conv2.call(bn2.call(x).relu_());
            return Functions.Add(x, shortcut?.call(activated) ?? input);
        }
    }
}
