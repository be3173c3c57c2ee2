// torchvision's densenet121: G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely connected convolutional networks", 2016.
// Names, shapes and outputs are torchvision's, so that its weights load (the first published file spells norm.1 for norm1 inside its
// layers). ImageNet: 74.4 % top-1; 7,978,856 parameters.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace ModelZoo.Torchvision;

public sealed class DenseNetTwin : Module<Tensor, Tensor>
{
    private readonly Layer features, avgpool, classifier;
    private readonly long channels;

    public DenseNetTwin(long[]? blocks = null, long classes = 1000, long channels = 3, long growth = 32) : base("torchvision/densenet")
    {
        this.channels = channels;
        blocks ??= [6, 12, 24, 16];
        var maps = 64L;
        var layers = new List<(string, Layer)>
        {
            ("conv0", Conv2d(channels, maps, 7, stride: 2, padding: 3, bias: false)), ("norm0", BatchNorm2d(maps)), ("relu0", ReLU()),
            ("pool0", MaxPool2d(3, stride: 2, padding: 1)),
        };
        for (var block = 1; block <= blocks.Length; block++)
        {
            var below = maps;
            layers.Add(($"denseblock{block}", Sequential(Enumerable.Range(1, (int)blocks[block - 1]).Select(i =>
                ($"denselayer{i}", (Layer)new DenseLayer(below + (i - 1) * growth, growth))))));
            maps += blocks[block - 1] * growth;
            if (block == blocks.Length) break;
            layers.Add(($"transition{block}", Sequential(
                ("norm", BatchNorm2d(maps)), ("relu", ReLU()), ("conv", Conv2d(maps, maps / 2, 1, bias: false)), ("pool", AvgPool2d(2, stride: 2)))));
            maps /= 2;
        }
        layers.Add(("norm5", BatchNorm2d(maps)));
        features = Sequential(layers);
        avgpool = AdaptiveAvgPool2d(1);
        classifier = Linear(maps, classes);
        RegisterComponents();
        Initialize.Kaiming(this);
    }

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        Expect.Image(input, GetName(), channels, smallest: 29);             // 29 leaves 8, 4, 2 and 1
        var x = features.call(input).relu_();                               // (N, 1024, 7, 7)
        x = avgpool.call(x).flatten(1);                                     // (N, 1024)
        return classifier.call(x);                                          // (N, classes)
    }

    /// <summary>Takes all maps so far and puts out all maps so far with its own behind them.</summary>
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
