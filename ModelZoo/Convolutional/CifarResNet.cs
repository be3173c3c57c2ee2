// ResNet for CIFAR-10. K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", 2015,
// section 4.2.
// Idea: as in ResNet. 6n + 2 layers stand in three stages of 16, 32 and 64 maps.
// The shortcuts have no parameters (option A): they keep every other pixel and fill the new maps with zeros.
// Published: test error 8.75, 7.51, 7.17, 6.97 and 6.43 % with 20, 32, 44, 56 and 110 layers.

using ModelZoo.Tracing;

namespace ModelZoo.Convolutional;

public sealed class CifarResNet : ImageNetwork
{
    /// <param name="dropout">The chance that training skips the last block. Earlier blocks have a smaller one.</param>
    public CifarResNet(int depth, long classes = 10, long channels = 3, double dropout = 0)
        : base($"resnet{depth}", channels)
    {
        if (depth % 6 != 2)
            throw new ArgumentException(
                $"A ResNet for CIFAR has 6n + 2 layers (20, 32, 44, 56, 110), not {depth}.");
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(channels, 16, 3, padding: 1, bias: false), BatchNorm2d(16), ReLU(),
        };
        var (blocks, number) = (depth / 6 * 3, 0);
        foreach (var (below, maps) in new[] { (16, 16), (16, 32), (32, 64) })
            for (var block = 0; block < depth / 6; block++)
                layers.Add(new Block(block == 0 ? below : maps, maps, dropout * ++number / blocks));
        layers.AddRange([AdaptiveAvgPool2d(1), Flatten(), Linear(64, classes)]);
        Chain(layers);
        Initialize.Kaiming(this);
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1, bn1, conv2, bn2, half, drop;
        private readonly long widen;

        public Block(long below, long maps, double p) : base("block")
        {
            widen = maps - below;
            half = AvgPool2d(1, stride: 2);                                 // a pool of one pixel keeps every other
            conv1 = Conv2d(below, maps, 3, stride: widen > 0 ? 2 : 1, padding: 1, bias: false);
            bn1 = BatchNorm2d(maps);
            conv2 = Conv2d(maps, maps, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(maps);
            drop = new StochasticDepth(p);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = bn1.call(conv1.call(input)).relu_();
            x = drop.call(bn2.call(conv2.call(x)));
            return Functions.Add(x, widen > 0 ? Shortcut(input) : input).relu_();
        }

        private Tensor Shortcut(Tensor input) =>
            functional.pad(half.call(input), [0, 0, 0, 0, widen / 2, widen / 2]);
    }
}
