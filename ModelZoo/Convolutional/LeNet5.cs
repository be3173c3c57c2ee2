// LeNet-5 as published. Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
// recognition", 1998, section II.B, figure 2, table I: 60,000 trainable parameters.
// Idea: convolution and subsampling take turns: more maps of lower resolution each time. Each class has a code of 84
// numbers instead of one output unit.
// Different here: the image is 28x28, and C1 pads it to the paper's 32x32. Logits are the negative squared distances,
// so that cross-entropy is the paper's equation 9 without its constant class.
// Published: MNIST, 20 passes, 0.95 % error.

using static ModelZoo.Tracing.Functions;

namespace ModelZoo.Convolutional;

public sealed class LeNet5 : ImageNetwork
{
    private readonly Module<Tensor, Tensor> C1, S2, C3, S4, C5, F6, output;

    public LeNet5(long classes = 10, long channels = 1, long size = 28)
        : base("lenet5", channels, size, side => (side / 2 - 4) / 2)
    {
        C1 = Conv2d(channels, 6, 5, padding: 2);                            //    156 parameters with one channel
        S2 = new Subsampling(6);                                            //     12
        C3 = new TableConvolution();                                        //  1,516
        S4 = new Subsampling(16);                                           //     32
        C5 = Conv2d(16, 120, Grid);                                         // 48,120: 5x5, it sees the whole map
        F6 = Linear(120, 84);                                               // 10,164
        output = new RadialBasis(classes);                                  //      0: the codes are fixed
        RegisterComponents();
    }

    /// <summary>f(a) = 1.7159 tanh(2a/3): f(1) = 1, f(-1) = -1, where the second derivative is largest.</summary>
    private static Tensor Squash(Tensor a) => 1.7159 * (a * (2.0 / 3)).tanh();

    public override Tensor forward(Tensor input)                            // (N, channels, 28, 28)
    {
        var x = Squash(C1.call(Checked(input)));                            // (N, 6, 28, 28)
        x = Squash(S2.call(x));                                             // (N, 6, 14, 14)
        x = Squash(C3.call(x));                                             // (N, 16, 10, 10)
        x = Squash(S4.call(x));                                             // (N, 16, 5, 5)
        x = Squash(C5.call(x)).flatten(1);                                  // (N, 120)
        x = Squash(F6.call(x));                                             // (N, 84)
        return output.call(x);                                              // (N, classes)
    }

    /// <summary>The sum of four neighbors times one trained coefficient, plus one trained bias, for each map.</summary>
    private sealed class Subsampling : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter weight, bias;
        private readonly Module<Tensor, Tensor> pool;

        public Subsampling(long maps) : base("subsampling")
        {
            pool = AvgPool2d(2);
            weight = Parameter(0.25 * ones(maps, 1, 1));
            bias = Parameter(zeros(maps, 1, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => Add(pool.call(input) * (4 * weight), bias);
    }

    /// <summary>Table I: each of the 16 maps sees some of the 6 below, so that maps find different features.</summary>
    private sealed class TableConvolution : Module<Tensor, Tensor>, ICounted
    {
        // A row for each map below, a column for each map.
        private static readonly string[] Table =
        [
            "X   XXX  XXXX XX",
            "XX   XXX  XXXX X",
            "XXX   XXX  X XXX",
            " XXX  XXXX  X XX",
            "  XXX  XXXX XX X",
            "   XXX  XXXX XXX",
        ];

        private readonly TorchSharp.Modules.Parameter weight, bias;
        private readonly Tensor places;                                     // the kernel that joins two maps, or 60

        public TableConvolution() : base("table-convolution")
        {
            var (lookup, connections) = (new long[96], 0);
            for (var map = 0; map < 16; map++)
                for (var below = 0; below < 6; below++)
                    lookup[6 * map + below] = Table[below][map] == 'X' ? connections++ : 60;
            weight = Parameter((rand(connections, 5, 5) - 0.5) * 0.4);
            bias = Parameter(zeros(16));
            places = tensor(lookup);
            RegisterComponents();
        }

        public long Macs(long[] outputShape) => weight.numel() * outputShape[2] * outputShape[3];

        public override Tensor forward(Tensor input)
        {
            var padded = cat([weight, zeros_like(weight[..1])], 0);         // (61, 5, 5): the last kernel is zero
            return functional.conv2d(input, padded.index_select(0, places).view(16, 6, 5, 5), bias);
        }
    }

    /// <summary>The negative squared distance to each class's code: a drawn digit, or random signs.</summary>
    private sealed class RadialBasis : Module<Tensor, Tensor>, ICounted
    {
        private readonly Tensor codes;                                      // (classes, 84), -1 or 1

        public RadialBasis(long classes) : base("radial-basis")
        {
            var random = new Random(1998);
            codes = tensor(Enumerable.Range(0, (int)classes * 84)
                .Select(i => i < 840 ? StylizedDigits.Pixel(i / 84, i % 84) : random.Next(2) * 2f - 1).ToArray())
                .view(classes, 84);
            RegisterComponents();
        }

        public long Macs(long[] outputShape) => codes.numel();

        public override Tensor forward(Tensor input) => -Pow(Subtract(input.unsqueeze(1), codes), 2).sum(-1);
    }
}
