// torchvision's googlenet, without the auxiliary heads: C. Szegedy et al., "Going deeper with convolutions", 2014, with batch norm.
// Names, shapes and outputs are torchvision's, so that its weights load; the path named 5x5 is 3x3, as there (its issue 906).
// The published weights were trained on pixels scaled to (x - 0.5) / 0.5, which torchvision's transform_input makes of its usual ones:
// hand them over scaled so. ImageNet: 69.8 % top-1; 6,624,904 parameters.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Torchvision;

public sealed class GoogLeNetTwin : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1, maxpool1, conv2, conv3, maxpool2, inception3a, inception3b, maxpool3,
        inception4a, inception4b, inception4c, inception4d, inception4e, maxpool4, inception5a, inception5b, avgpool, dropout, fc;
    private readonly long channels;

    public GoogLeNetTwin(long classes = 1000, long channels = 3, double dropout = 0.2) : base("torchvision/googlenet")
    {
        this.channels = channels;
        conv1 = new BasicConv2d(channels, 64, 7, stride: 2, padding: 3);
        maxpool1 = MaxPool2d(3, stride: 2, ceil_mode: true);
        conv2 = new BasicConv2d(64, 64, 1);
        conv3 = new BasicConv2d(64, 192, 3, padding: 1);
        maxpool2 = MaxPool2d(3, stride: 2, ceil_mode: true);
        inception3a = new InceptionBlock(192, 64, 96, 128, 16, 32, 32);
        inception3b = new InceptionBlock(256, 128, 128, 192, 32, 96, 64);
        maxpool3 = MaxPool2d(3, stride: 2, ceil_mode: true);
        inception4a = new InceptionBlock(480, 192, 96, 208, 16, 48, 64);
        inception4b = new InceptionBlock(512, 160, 112, 224, 24, 64, 64);
        inception4c = new InceptionBlock(512, 128, 128, 256, 24, 64, 64);
        inception4d = new InceptionBlock(512, 112, 144, 288, 32, 64, 64);
        inception4e = new InceptionBlock(528, 256, 160, 320, 32, 128, 128);
        maxpool4 = MaxPool2d(2, stride: 2, ceil_mode: true);
        inception5a = new InceptionBlock(832, 256, 160, 320, 32, 128, 128);
        inception5b = new InceptionBlock(832, 384, 192, 384, 48, 128, 128);
        avgpool = AdaptiveAvgPool2d(1);
        this.dropout = Dropout(dropout);
        fc = Linear(1024, classes);
        RegisterComponents();
        Initialize.Normal(this);
    }

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        Expect.Image(input, GetName(), channels, smallest: 15);             // 15 leaves 8, 4, 2, 1 and 1
        var x = maxpool1.call(conv1.call(input));                           // (N, 64, 56, 56)
        x = maxpool2.call(conv3.call(conv2.call(x)));                       // (N, 192, 28, 28)
        x = maxpool3.call(inception3b.call(inception3a.call(x)));           // (N, 480, 14, 14)
        x = inception4c.call(inception4b.call(inception4a.call(x)));        // (N, 512, 14, 14)
        x = maxpool4.call(inception4e.call(inception4d.call(x)));           // (N, 832, 7, 7)
        x = inception5b.call(inception5a.call(x));                          // (N, 1024, 7, 7)
        x = avgpool.call(x).flatten(1);                                     // (N, 1024)
        return fc.call(dropout.call(x));                                    // (N, classes)
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

        public InceptionBlock(long below, long one, long threeReduce, long three, long fiveReduce, long five, long pool) : base("inception")
        {
            branch1 = new BasicConv2d(below, one, 1);
            branch2 = Sequential(new BasicConv2d(below, threeReduce, 1), new BasicConv2d(threeReduce, three, 3, padding: 1));
            branch3 = Sequential(new BasicConv2d(below, fiveReduce, 1), new BasicConv2d(fiveReduce, five, 3, padding: 1));
            branch4 = Sequential(MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true), new BasicConv2d(below, pool, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            cat([branch1.call(input), branch2.call(input), branch3.call(input), branch4.call(input)], 1);
    }
}
