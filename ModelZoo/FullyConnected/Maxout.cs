// Maxout network. I. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio, "Maxout networks", 2013.
// The idea: a unit is the largest of several linear pieces, and so learns its own convex activation; made for dropout.
// Paper: two such layers with dropout on MNIST, permutation invariant: 0.94 % error.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.FullyConnected;

public sealed class MaxoutNetwork : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long features;

    public MaxoutNetwork(long features, long classes, long width = 240, long pieces = 5, double dropout = 0.5) : base("maxout")
    {
        this.features = features;
        net = Sequential(
            Flatten(),
            new Maxout(features, width, pieces), Dropout(dropout),
            new Maxout(width, width, pieces), Dropout(dropout),
            Linear(width, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)                            // (N, channels, size, size)
    {
        Expect.Features(input, GetName(), features);
        return net.call(input);                                             // (N, classes)
    }

    /// <summary>h_i = max_j (W x + b)_ij</summary>
    private sealed class Maxout : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> linear;
        private readonly long width, pieces;

        public Maxout(long below, long width, long pieces) : base("maxout")
        {
            (this.width, this.pieces) = (width, pieces);
            linear = Linear(below, width * pieces);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => linear.call(input).view(-1, width, pieces).amax([-1]);
    }
}
