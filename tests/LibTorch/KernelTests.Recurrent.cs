using LibTorch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch;

public partial class KernelTests
{
    [Theory]
    [InlineData(1, 5, false)]
    [InlineData(3, 16, false)]
    [InlineData(7, 33, true)]
    [InlineData(21, 40, true)]
    public void An_LSTM_s_output_and_gradients_are_those_of_its_cells_one_after_the_other(int rows, int units, bool bias)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (layer, cell) = (LSTM(7, units, bias: bias), LSTMCell(7, units, bias: bias));
        Share(layer, cell);
        Tensor x = randn(6, rows, 7).requires_grad_(), h0 = randn(1, rows, units).requires_grad_(), c0 = randn(1, rows, units).requires_grad_();
        var (output, h, c) = layer.call(x, (h0, c0));
        var (state, memory, steps) = (h0[0], c0[0], new List<Tensor>());
        for (int t = 0; t < 6; t++)
        {
            (state, memory) = cell.call(x[t], (state, memory));
            steps.Add(state);
        }
        AssertSame([output, h, c], [stack(steps), state.unsqueeze(0), memory.unsqueeze(0)], [x, h0, c0], layer, cell);
    }

    [Theory]
    [InlineData(1, 5, false)]
    [InlineData(3, 16, false)]
    [InlineData(7, 33, true)]
    [InlineData(21, 40, true)]
    public void A_GRU_s_output_and_gradients_are_those_of_its_cells_one_after_the_other(int rows, int units, bool bias)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (layer, cell) = (GRU(7, units, bias: bias), GRUCell(7, units, bias: bias));
        Share(layer, cell);
        Tensor x = randn(6, rows, 7).requires_grad_(), h0 = randn(1, rows, units).requires_grad_();
        var (output, h) = layer.call(x, h0);
        var (state, steps) = (h0[0], new List<Tensor>());
        for (int t = 0; t < 6; t++)
            steps.Add(state = cell.call(x[t], state));
        AssertSame([output, h], [stack(steps), state.unsqueeze(0)], [x, h0], layer, cell);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_weights_make_small_states_as_exact_as_large_ones(bool gru)
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        var (first, second) = (LSTM(3, 20, 3, bias: false), GRU(3, 20, 3, bias: false));
        Module layer = gru ? second : first;
        using (no_grad())
            foreach (var weight in layer.parameters())
                weight.mul_(0.02);
        Tensor[] Both(Tensor x)
        {
            var output = gru ? second.call(x).Item1 : first.call(x).Item1;
            return [output, autograd.grad([output.sum()], [layer.parameters().First()])[0]];
        }
        var x = randn(5, 2, 3);
        var ours = Both(x);
        layer.to(float64);
        var theirs = Both(x.@double());
        for (int i = 0; i < 2; i++)
            AssertRelative(theirs[i], ours[i]);
    }

    [Fact]
    public void The_gradient_of_a_recurrent_layer_s_gradient_is_that_of_its_cells()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (layer, cell) = (GRU(4, 6), GRUCell(4, 6));
        Share(layer, cell);
        var x = randn(3, 2, 4).requires_grad_();
        var state = zeros(2, 6);
        for (int t = 0; t < 3; t++)
            state = cell.call(x[t], state);
        Tensor Twice(Tensor last)
        {
            var first = autograd.grad([last.pow(2).sum()], [x], create_graph: true)[0];
            return autograd.grad([first.pow(2).sum()], [x])[0];
        }
        AssertClose(Twice(state), Twice(layer.call(x).Item2));
    }

    [Fact]
    public void Both_directions_layers_above_each_other_and_batches_first_are_what_single_layers_give()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var deep = LSTM(5, 8, numLayers: 2, batchFirst: true, bidirectional: true);
        var x = randn(3, 4, 5);
        var passing = x;
        foreach (var layer in new[] { 0, 1 })
            passing = cat([One(layer, "", passing), One(layer, "_reverse", passing.flip(1)).flip(1)], -1);
        AssertClose(passing, deep.call(x).Item1);

        Tensor One(int number, string suffix, Tensor input)
        {
            var single = LSTM(input.shape[2], 8, batchFirst: true);
            single.load_state_dict(deep.state_dict().Where(entry => entry.Key.EndsWith($"_l{number}{suffix}"))
                .ToDictionary(entry => suffix == "" ? entry.Key.Replace("_l1", "_l0") : entry.Key.Replace($"_l{number}{suffix}", "_l0"), entry => entry.Value));
            return single.call(input).Item1;
        }
    }

    [Theory]
    [InlineData(4, 64)]
    [InlineData(11, 33)]   // an odd number has no pairs
    [InlineData(1, 7)]
    public void In_bf16_a_recurrent_layer_keeps_to_two_digits(int rows, int units)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var x = randn(9, rows, 32);
        using var lstm = LSTM(32, units);
        using var gru = GRU(32, units);
        Keeps(lstm, () => lstm.call(x).Item1);
        Keeps(gru, () => gru.call(x).Item1);

        static void Keeps(Module layer, Func<Tensor> forward)
        {
            var exact = Gradients(layer, forward(), []);
            Tensor output;
            using (Autocast.To(ScalarType.BFloat16, DeviceType.CPU))
                output = forward();
            Assert.Equal(ScalarType.Float32, output.dtype);
            foreach (var (shorter, whole) in Gradients(layer, output, []).Zip(exact))
                Assert.InRange(((shorter - whole).norm() / whole.norm()).item<float>(), 1e-6f, 2e-2f);
        }
    }

    private static void Share(Module layer, Module cell) =>
        cell.load_state_dict(layer.state_dict().ToDictionary(entry => entry.Key.Replace("_l0", ""), entry => entry.Value));

    private static void AssertSame(Tensor[] ours, Tensor[] theirs, Tensor[] inputs, Module layer, Module cell)
    {
        for (int i = 0; i < ours.Length; i++)
            AssertClose(theirs[i], ours[i]);
        var weights = ours.Select(value => randn_like(value)).ToArray();
        Tensor Sum(Tensor[] values) => stack(values.Select((value, i) => (value * weights[i]).sum())).sum();
        var (a, b) = (Gradients(layer, Sum(ours), inputs), Gradients(cell, Sum(theirs), inputs));
        for (int i = 0; i < a.Length; i++)
            AssertClose(b[i], a[i]);
    }

    private static Tensor[] Gradients(Module module, Tensor value, Tensor[] inputs) => [.. autograd.grad([value.pow(2).sum()], [.. inputs, .. module.parameters()])];
}
