using ModelZoo.LibTorch.Modes;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch;

public class TraceTests
{
    [Fact]
    public void Operators_come_in_order_with_arguments_results_and_layers()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(("features", Sequential(Conv2d(1, 4, 3, padding: 1, stride: 2), ReLU(), MaxPool2d(2))), ("flat", Flatten()), ("head", Linear(36, 5)));
        var trace = Trace.Of(net, rand(2, 1, 12, 12));
        Assert.Equal(["aten::conv2d", "aten::relu", "aten::max_pool2d", "aten::flatten.using_ints", "aten::linear"], trace.Operators.Select(op => op.Name));
        Assert.Equal(["features.0", "features.1", "features.2", "flat", "head"], trace.Operators.Select(op => op.Layer));
        var conv = trace.Operators[0];
        Assert.Equal("input.0", conv.Tensor(0).Source);
        Assert.Equal("features.0.weight", conv.Tensor(1).Source);
        Assert.Equal("features.0.bias", conv.Tensor(2).Source);
        Assert.Equal(new object?[] { 2L, 2L }, conv.Arguments[3]);
        Assert.Equal(new object?[] { 1L, 1L }, conv.Arguments[4]);
        Assert.Equal(1L, conv.Arguments[6]);
        Assert.Equal([2, 4, 6, 6], conv.Results[0].Shape);
        Assert.Equal(conv.Results[0], trace.Operators[1].Tensor(0));
        Assert.Equal(trace.Operators[^1].Results[0], Assert.Single(trace.Outputs));
        Assert.Null(conv.Results[0].Source);
    }

    [Fact]
    public void Layers_with_numbers_and_our_own_sums_are_part_of_it()
    {
        using var scope = NewDisposeScope();
        using var net = new Residual(x => Functions.Add(x, 0.5), (x, y) => Functions.Add(x, y));
        var trace = Trace.Of(net, rand(2, 3));
        Assert.Equal(["aten::linear", "aten::leaky_relu", "aten::add.Scalar", "aten::add.Tensor"], trace.Operators.Select(op => op.Name));
        Assert.Equal([.. new[] { "fc", "act", "", "" }], trace.Operators.Select(op => op.Layer));
        Assert.Equal(0.2, trace.Operators[1].Arguments[1]);
        Assert.Equal(0.5, trace.Operators[2].Arguments[1]);
        Assert.Equal("input.0", trace.Operators[3].Tensor(1).Source);
    }

    [Fact]
    public void Activations_in_place_make_a_new_value()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(Linear(3, 3), LeakyReLU(0.1, inplace: true), ReLU(inplace: true), Linear(3, 3));
        var trace = Trace.Of(net, rand(2, 3));
        Assert.Equal(["aten::linear", "aten::leaky_relu", "aten::relu_", "aten::linear"], trace.Operators.Select(op => op.Name));
        for (int i = 1; i < trace.Operators.Count; i++)
            Assert.Equal(trace.Operators[i - 1].Results[0].Number, trace.Operators[i].Tensor(0).Number);
        Assert.Equal(4, trace.Operators.Select(op => op.Results[0].Number).Distinct().Count());
    }

    [Fact]
    public void A_recurrent_layer_is_one_operator_with_its_weights()
    {
        using var scope = NewDisposeScope();
        using var lstm = LSTM(3, 4, batchFirst: true);
        var x = rand(2, 5, 3);
        var trace = Trace.Run(lstm, [x], () => [lstm.call(x).Item1]);
        var op = trace.Operators.Single(op => op.Name == "aten::lstm.input");
        Assert.Equal(3, op.Results.Count);
        Assert.Equal(["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"], ((object?[])op.Arguments[2]!).Select(weight => ((TracedTensor)weight!).Source));
    }

    [Fact]
    public void A_tensor_from_elsewhere_is_an_error_that_names_the_layer_and_what_to_write()
    {
        using var scope = NewDisposeScope();
        using var inside = Sequential(("block", new Residual(x => x, (x, y) => x + y)), ("last", Linear(3, 2)));
        var error = Assert.Throws<TraceException>(() => Trace.Of(inside, rand(2, 3)));
        Assert.Contains("aten::linear in last", error.Message);
        Assert.Contains("Functions.Add", error.Message);
        using var outside = new Residual(x => x, (x, y) => x + y);
        Assert.Contains("the network's output", Assert.Throws<TraceException>(() => Trace.Of(outside, rand(2, 3))).Message);
    }

    [Fact]
    public void A_refused_operator_is_an_error_that_names_it_its_layer_and_the_shapes()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(("a", Linear(3, 4)), ("b", new Product()));
        var error = Assert.Throws<TraceException>(() => Trace.Of(net, rand(2, 3)));
        Assert.Contains("aten::matmul in b", error.Message);
        Assert.Contains("Float32[2, 4]", error.Message);
        Assert.Equal([2, 3], rand(2, 3).relu().shape);   // nothing is intercepted any more; TorchSharp's own matmul would end the process here
    }

    [Fact]
    public void Nothing_is_noted_after_the_end_nor_on_other_threads()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(("a", Linear(3, 4)));
        var x = rand(2, 3);
        var trace = Trace.Run(net, [x], () =>
        {
            var other = new Thread(() => { using var inner = NewDisposeScope(); rand(3).relu(); });
            other.Start();
            other.Join();
            return [net.call(x)];
        });
        Assert.Single(trace.Operators);
        net.call(x).relu();
        Assert.Single(trace.Operators);
    }

    [Fact]
    public void Results_and_gradients_are_those_of_a_run_without_a_trace()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var net = Sequential(Conv2d(1, 16, 3), BatchNorm2d(16), ReLU(), Flatten(), Linear(16 * 36, 3));
        var x = rand(2, 1, 8, 8);
        net.eval();
        var expected = net.call(x);
        Tensor? traced = null;
        Trace.Run(net, [x], () => [traced = net.call(x).MoveToOuterDisposeScope()]);
        Assert.True(expected.Equals(traced!));
        traced!.sum().backward();
        Assert.All(net.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void A_thousand_traces_leak_nothing()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(Conv2d(1, 4, 3), ReLU(), Flatten(), Linear(4 * 126 * 126, 3));
        var x = rand(1, 1, 128, 128);
        Trace.Of(net, x);
        long tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, bytes = ModelZoo.LibTorch.Runtime.RuntimeFacts.AllocatedBytes ?? 0;
        for (int i = 0; i < 1000; i++)
            Trace.Of(net, x);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        // One leaked result a trace would be 254 MB. The count itself moves by 2 MB, as the runtime comes and goes.
        Assert.InRange((ModelZoo.LibTorch.Runtime.RuntimeFacts.AllocatedBytes ?? 0) - bytes, long.MinValue, 20_000_000);
    }

    // What they compute between layers has no function that a trace sees: comparisons, norms, negation, arange, the sums in TorchSharp's LocalResponseNorm.
    private static readonly string[] Unseen = ["perceptron", "mlp-wn", "lenet5", "alexnet-lrn", "seq2seq-attention", "seq2seq-dot"];

    public static TheoryData<string> Networks => [.. ZooEntries.Quick.Select(row => row.Data).Except(Unseen)];

    [Fact]
    public void Networks_that_a_trace_cannot_follow_are_refused()
    {
        foreach (var name in Unseen)
            Assert.Throws<TraceException>(() => Every_network_of_the_zoo_but_a_few_is_seen_from_input_to_output(name));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_of_the_zoo_but_a_few_is_seen_from_input_to_output(string name)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var entry = Zoo.Find(name);
        using var network = Zoo.Create(name);
        network.eval();
        var inputs = Example.Inputs(entry, entry.Arguments, batch: 1);
        var trace = Trace.Run(network, inputs, () => [Example.Run(network, inputs)]);
        Assert.NotEmpty(trace.Operators);
    }

    private sealed class Product : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter weight = Parameter(rand(5, 2));

        public Product() : base("product") => RegisterComponents();

        public override Tensor forward(Tensor input) => input.matmul(weight);
    }

    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> fc = Linear(3, 3), act = LeakyReLU(0.2);
        private readonly Func<Tensor, Tensor> change;
        private readonly Func<Tensor, Tensor, Tensor> add;

        public Residual(Func<Tensor, Tensor> change, Func<Tensor, Tensor, Tensor> add) : base("residual")
        {
            (this.change, this.add) = (change, add);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => add(change(act.call(fc.call(input))), input);
    }
}
