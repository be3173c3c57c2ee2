using ModelZoo.Tracing;

namespace ModelZoo;

/// <summary>Counts an operator's multiply-adds. As in papers, matrix products and convolutions count.</summary>
internal static class MultiplyAdds
{
    private const string Layers = "Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, " +
        "bool bidirectional, bool batch_first";
    private const string Weights = "Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None";

    private static readonly Dictionary<string, Func<SeenOperator, long>> Counts = new()
    {
        ["linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor"] = Product,
        ["matmul(Tensor self, Tensor other) -> Tensor"] = Product,
        ["mm(Tensor self, Tensor mat2) -> Tensor"] = Product,
        ["bmm(Tensor self, Tensor mat2) -> Tensor"] = Product,
        [Convolution("conv1d", 1)] = Convolved,
        [Convolution("conv2d", 2)] = Convolved,
        [Convolution("conv3d", 3)] = Convolved,
        [Transposed("conv_transpose1d", 1)] = Spread,
        [Transposed("conv_transpose2d.input", 2)] = Spread,
        [Transposed("conv_transpose3d.input", 3)] = Spread,
        [$"rnn_tanh.input(Tensor input, Tensor hx, {Layers}) -> (Tensor, Tensor)"] = Recurrent,
        [$"rnn_relu.input(Tensor input, Tensor hx, {Layers}) -> (Tensor, Tensor)"] = Recurrent,
        [$"gru.input(Tensor input, Tensor hx, {Layers}) -> (Tensor, Tensor)"] = Recurrent,
        [$"lstm.input(Tensor input, Tensor[] hx, {Layers}) -> (Tensor, Tensor, Tensor)"] = Recurrent,
        [$"rnn_tanh_cell(Tensor input, Tensor hx, {Weights}) -> Tensor"] = OneStep,
        [$"rnn_relu_cell(Tensor input, Tensor hx, {Weights}) -> Tensor"] = OneStep,
        [$"gru_cell(Tensor input, Tensor hx, {Weights}) -> Tensor"] = OneStep,
        [$"lstm_cell(Tensor input, Tensor[] hx, {Weights}) -> (Tensor, Tensor)"] = OneStep,
    };

    private static readonly Dictionary<string, Func<SeenOperator, long>> ByName =
        Counts.ToDictionary(entry => $"aten::{entry.Key[..entry.Key.IndexOf('(')]}", entry => entry.Value);

    /// <summary>The operators that count, as libtorch declares them.</summary>
    internal static IEnumerable<string> Operators => Counts.Keys;

    internal static long Of(SeenOperator seen) => ByName.TryGetValue(seen.Name, out var count) ? count(seen) : 0;

    private static string Convolution(string name, int sides) =>
        $"{name}(Tensor input, Tensor weight, Tensor? bias=None, SymInt[{sides}] stride=1, " +
        $"SymInt[{sides}] padding=0, SymInt[{sides}] dilation=1, SymInt groups=1) -> Tensor";

    private static string Transposed(string name, int sides) =>
        $"{name}(Tensor input, Tensor weight, Tensor? bias=None, SymInt[{sides}] stride=1, " +
        $"SymInt[{sides}] padding=0, SymInt[{sides}] output_padding=0, SymInt groups=1, " +
        $"SymInt[{sides}] dilation=1) -> Tensor";

    private static long Product(SeenOperator seen) => seen.Results[0].numel() * Argument(seen, 0).shape[^1];

    private static long Convolved(SeenOperator seen) => seen.Results[0].numel() * Kernel(seen);

    private static long Spread(SeenOperator seen) => Argument(seen, 0).numel() * Kernel(seen);

    // Each step of each sequence passes every matrix once.
    private static long Recurrent(SeenOperator seen) =>
        Rows(seen) * ((IEnumerable<Tensor>)seen.Arguments[2]!)
            .Where(weight => weight.dim() == 2).Sum(weight => weight.numel());

    private static long OneStep(SeenOperator seen) =>
        Rows(seen) * (Argument(seen, 2).numel() + Argument(seen, 3).numel());

    private static Tensor Argument(SeenOperator seen, int place) => (Tensor)seen.Arguments[place]!;

    private static long Rows(SeenOperator seen) => Argument(seen, 0).numel() / Argument(seen, 0).shape[^1];

    // The shape of the weights is (maps out, maps in, sides).
    private static long Kernel(SeenOperator seen) =>
        Argument(seen, 1).shape.Skip(1).Aggregate(1L, (product, side) => product * side);
}
