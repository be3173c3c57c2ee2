// torchvision's densenet121. G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely connected convolutional
// networks", 2016.
// Keys, shapes and outputs are torchvision's, so that its weights load. The first published file has norm.1 for norm1
// in its layers.
// Published: ImageNet, 74.4 % top-1; 7,978,856 parameters.

using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace ModelZoo.Torchvision;

public sealed class DenseNetTwin : ImageNetwork
{
    private static readonly int[] Blocks = [6, 12, 24, 16];                 // layers in each

    private readonly Layer features, avgpool, classifier;

    public DenseNetTwin(long classes = 1000, long channels = 3, long growth = 32)
        : base("torchvision/densenet", channels, smallest: 29)              // 29 leaves sides of 8, 4, 2 and 1
    {
        var maps = 64L;
        var layers = new List<(string, Layer)>
        {
            ("conv0", Conv2d(channels, maps, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", BatchNorm2d(maps)),
            ("relu0", ReLU()),
            ("pool0", MaxPool2d(3, stride: 2, padding: 1)),
        };
        foreach (var (index, count) in Blocks.Index())
        {
            layers.Add(($"denseblock{index + 1}", Block(count, maps, growth)));
            maps += count * growth;
            if (index + 1 == Blocks.Length) break;
            layers.Add(($"transition{index + 1}", Sequential(
                ("norm", BatchNorm2d(maps)),
                ("relu", ReLU()),
                ("conv", Conv2d(maps, maps / 2, 1, bias: false)),
                ("pool", AvgPool2d(2, stride: 2)))));
            maps /= 2;
        }
        layers.Add(("norm5", BatchNorm2d(maps)));
        features = Sequential(layers);
        avgpool = AdaptiveAvgPool2d(1);
        classifier = Linear(maps, classes);
        RegisterComponents();
        Initialize.Kaiming(this);
    }

    private static Layer Block(int count, long below, long growth) => Sequential(Enumerable.Range(0, count)
        .Select(i => ($"denselayer{i + 1}", (Layer)new DenseLayer(below + i * growth, growth))));

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        var x = features.call(Checked(input)).relu_();                      // (N, 1024, 7, 7)
        x = avgpool.call(x).flatten(1);                                     // (N, 1024)
        return classifier.call(x);                                          // (N, classes)
    }

    /// <summary>Takes all maps so far. Gives the same maps, with its own joined to them.</summary>
    private sealed class DenseLayer : Module<Tensor, Tensor>
    {
        private readonly Layer norm1, conv1, norm2, conv2;

        public DenseLayer(long below, long growth) : base("dense-layer")
        {
            norm1 = BatchNorm2d(below);
            conv1 = Conv2d(below, 4 * growth, 1, bias: false);
            norm2 = BatchNorm2d(4 * growth);
            conv2 = Conv2d(4 * growth, growth, 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = conv1.call(norm1.call(input).relu_());                  // (N, 128, h, w)
            x = conv2.call(norm2.call(x).relu_());                          // (N, 32, h, w)
            return cat([input, x], 1);
        }
    }
}
