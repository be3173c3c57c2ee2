using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Shapes, strides and scales that nobody thought of: in double precision libtorch's own operators answer, which the kernels leave to it.</summary>
public partial class KernelTests
{
    private const int Draws = 60;

    private sealed class Draw(int seed)
    {
        private readonly Random _random = new(seed);

        internal int From(int least, int most) => _random.Next(least, most + 1);
        internal bool Coin() => _random.Next(2) == 0;
        internal T One<T>(params T[] values) => values[_random.Next(values.Length)];

        /// <summary>Numbers of one scale or another, as they lie in memory or cut out of a larger tensor, channels last where there are channels.</summary>
        internal Tensor Numbers(params long[] shape)
        {
            var x = randn(shape) * One(1, 1, 0.01, 5);
            if (shape.Length == 4 && Coin())
                return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
            if (!Coin())
                return x;
            var larger = full([.. shape[..^1], shape[^1] + 3], float.NaN);
            larger.narrow(-1, 2, shape[^1]).copy_(x);
            return larger.narrow(-1, 2, shape[^1]);
        }
    }

    private static readonly Dictionary<string, Func<Draw, (Func<Tensor[], Tensor> Call, Tensor[] Inputs)>> Drawn = new()
    {
        ["mm"] = draw =>
        {
            int rows = draw.From(1, 300), depth = draw.From(1, 300), columns = draw.From(1, 300);
            return Given(inputs => inputs[0].mm(inputs[1]), draw.Coin() ? draw.Numbers(rows, depth) : draw.Numbers(depth, rows).t(), draw.Coin() ? draw.Numbers(depth, columns) : draw.Numbers(columns, depth).t());
        },
        ["max_pool2d"] = draw =>
        {
            int window = draw.From(1, 5), stride = draw.From(1, 4), padding = draw.From(0, window / 2);
            return Given(inputs => functional.max_pool2d(inputs[0], [window, window], [stride, stride], [padding, padding]), draw.Numbers(draw.From(1, 3), draw.One(1, 15, 16, 17, 40), draw.From(5, 20), draw.From(5, 20)));
        },
        ["avg_pool2d"] = draw =>
        {
            int window = draw.From(1, 5), stride = draw.One(window, window, draw.From(1, 4));
            return Given(inputs => functional.avg_pool2d(inputs[0], [window, window], [stride, stride]), draw.Numbers(draw.From(1, 3), draw.One(1, 3, 16, 17), draw.From(5, 20), draw.From(5, 20)));
        },
        ["conv2d"] = draw =>
        {
            int maps = draw.From(1, 9), padding = draw.From(0, 3);
            return Given(inputs => functional.conv2d(inputs[0], inputs[1], inputs[2], padding: [padding, padding]),
                draw.Numbers(draw.From(1, 20), 1, draw.From(7, 40), draw.From(7, 40)), draw.Numbers(maps, 1, draw.From(1, 7), draw.From(1, 7)), draw.Numbers(maps));
        },
        ["cross_entropy"] = draw =>
        {
            long rows = draw.From(1, 70), classes = draw.One(1, 2, 10, 28, 255, 256, 257);
            var (target, reduction) = (randint(classes, [rows]), draw.One(Reduction.Mean, Reduction.Sum));
            return Given(inputs => functional.cross_entropy(inputs[0] + inputs[1], target, reduction: reduction), draw.Numbers(rows, classes), draw.Numbers(1, classes) * 20);
        },
    };

    private static (Func<Tensor[], Tensor>, Tensor[]) Given(Func<Tensor[], Tensor> call, params Tensor[] inputs) => (call, inputs);

    public static TheoryData<string> Names => [.. Drawn.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_at_shapes_drawn_at_random_are_those_of_double_precision(string name)
    {
        for (int seed = 0; seed < Draws; seed++)
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var (call, inputs) = Drawn[name](new Draw(seed));
            var weight = randn_like(call(inputs));
            AssertSame(name, seed, Graded(inputs), Graded(Array.ConvertAll(inputs, input => input.@double())));

            // The first input asks for no gradient in half of the cases, as a batch does not.
            Tensor[] Graded(Tensor[] some)
            {
                var leaves = some.Select((input, i) => input.detach().requires_grad_(i > 0 || some.Length == 1 || seed % 2 == 0)).ToArray();
                var value = call(leaves);
                return [value.detach(), .. autograd.grad([(value * weight.to(value.dtype)).sum()], [.. leaves.Where(leaf => leaf.requires_grad)])];
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recurrent_layers_drawn_at_random_are_those_of_double_precision(bool gru)
    {
        for (int seed = 0; seed < Draws; seed++)
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var draw = new Draw(seed);
            int features = draw.From(1, 40), units = draw.From(1, 40), layers = draw.From(1, 3);
            bool bias = draw.Coin(), first = draw.Coin(), both = draw.Coin();
            var (lstm, other) = (LSTM(features, units, layers, bias, first, bidirectional: both), GRU(features, units, layers, bias, first, bidirectional: both));
            Module layer = gru ? other : lstm;
            double scale = draw.One(1, 0.02);
            using (no_grad())
                foreach (var weight in layer.parameters())
                    weight.mul_(scale);
            var x = draw.Numbers(draw.From(1, 9), draw.From(1, 9), features);
            var ours = Graded(x);
            layer.to(float64);
            AssertSame(gru ? "gru" : "lstm", seed, ours, Graded(x.@double()));

            Tensor[] Graded(Tensor some)
            {
                var leaf = some.detach().requires_grad_();
                var output = gru ? other.call(leaf).Item1 : lstm.call(leaf).Item1;
                return [output.detach(), .. autograd.grad([output.sum()], [leaf, .. layer.parameters()])];
            }
        }
    }

    private static void AssertSame(string name, int seed, Tensor[] ours, Tensor[] exact)
    {
        for (int i = 0; i < exact.Length; i++)
        {
            var error = ((exact[i] - ours[i]).abs().max() / (exact[i].abs().max() + 1e-30)).item<double>();
            Assert.True(error < 1e-4, $"{name}, draw {seed}, {(i == 0 ? "value" : $"gradient {i}")}: off by {error:G2} of the largest");
        }
    }
}
