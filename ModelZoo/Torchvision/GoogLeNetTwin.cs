// torchvision's googlenet, without the auxiliary heads. C. Szegedy et al., "Going deeper with convolutions", 2014, with
// batch norm.
// Keys, shapes and outputs are torchvision's, so that its weights load. The path for 5x5 filters has 3x3 filters, as
// there (its issue 906).
// The published weights want pixels scaled by (x - 0.5) / 0.5. In torchvision, transform_input makes these of the usual
// ones; here the caller does.
// Published: ImageNet, 69.8 % top-1; 6,624,904 parameters.

using ModelZoo.Convolutional;

namespace ModelZoo.Torchvision;

public sealed class GoogLeNetTwin : ImageNetwork
{
    public GoogLeNetTwin(long classes = 1000, long channels = 3, double dropout = 0.2)
        : base("torchvision/googlenet", channels, smallest: 15)             // 15 leaves sides of 8, 4, 2, 1 and 1
    {
        Chain(
            ("conv1", new BasicConv2d(channels, 64, 7, stride: 2, padding: 3)),
            ("maxpool1", MaxPool2d(3, stride: 2, ceil_mode: true)),         // (N, 64, 56, 56)
            ("conv2", new BasicConv2d(64, 64, 1)),
            ("conv3", new BasicConv2d(64, 192, 3, padding: 1)),
            ("maxpool2", MaxPool2d(3, stride: 2, ceil_mode: true)),         // (N, 192, 28, 28)
            ("inception3a", new InceptionBlock("3a")),
            ("inception3b", new InceptionBlock("3b")),
            ("maxpool3", MaxPool2d(3, stride: 2, ceil_mode: true)),         // (N, 480, 14, 14)
            ("inception4a", new InceptionBlock("4a")),
            ("inception4b", new InceptionBlock("4b")),
            ("inception4c", new InceptionBlock("4c")),
            ("inception4d", new InceptionBlock("4d")),
            ("inception4e", new InceptionBlock("4e")),
            ("maxpool4", MaxPool2d(2, stride: 2, ceil_mode: true)),         // (N, 832, 7, 7)
            ("inception5a", new InceptionBlock("5a")),
            ("inception5b", new InceptionBlock("5b")),
            ("avgpool", AdaptiveAvgPool2d(1)),
            ("flatten", Flatten()),                                         // (N, 1024)
            ("dropout", Dropout(dropout)),
            ("fc", Linear(1024, classes)));
        Initialize.Normal(this);
    }

    private sealed class BasicConv2d : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv, bn;

        public BasicConv2d(long below, long maps, long kernel, long stride = 1, long padding = 0) : base("basic-conv")
        {
            conv = Conv2d(below, maps, kernel, stride, padding, bias: false);
            bn = BatchNorm2d(maps, eps: 0.001);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => bn.call(conv.call(input)).relu_();
    }

    private sealed class InceptionBlock : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> branch1, branch2, branch3, branch4;

        public InceptionBlock(string block) : base("inception")
        {
            var (below, one, reduce3, three, reduce5, five, pool) = InceptionMaps.Of[block];
            branch1 = new BasicConv2d(below, one, 1);
            branch2 = Sequential(new BasicConv2d(below, reduce3, 1), new BasicConv2d(reduce3, three, 3, padding: 1));
            branch3 = Sequential(new BasicConv2d(below, reduce5, 1), new BasicConv2d(reduce5, five, 3, padding: 1));
            branch4 = Sequential(
                MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true), new BasicConv2d(below, pool, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            cat([branch1.call(input), branch2.call(input), branch3.call(input), branch4.call(input)], 1);
    }
}
