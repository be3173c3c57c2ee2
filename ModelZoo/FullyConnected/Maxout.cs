// Maxout network. I. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio, "Maxout networks", 2013.
// Idea: a unit is the maximum of several linear pieces, so that it learns its own convex activation. Made for dropout.
// Published: two such layers with dropout on MNIST, without use of the pixels' places: 0.94 % error.

namespace ModelZoo.FullyConnected;

public sealed class MaxoutNetwork : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long features;

    public MaxoutNetwork(long features, long classes, long width = 240, long pieces = 5, double dropout = 0.5)
        : base("maxout")
    {
        this.features = features;
        net = Sequential(
            Flatten(),
            new Maxout(features, width, pieces), Dropout(dropout),
            new Maxout(width, width, pieces), Dropout(dropout),
            Linear(width, classes));
        RegisterComponents();
    }

    // (N, channels, size, size) to (N, classes)
    public override Tensor forward(Tensor input) => net.call(Expect.Features(input, GetName(), features));

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
