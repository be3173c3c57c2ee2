using ModelZoo.LibTorch.Runtime;
using ModelZoo.Tracing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Models.Tracing;

public class TraceTests
{
    [Fact]
    public void Trace_lists_operators_in_order_with_arguments_results_and_layers()
    {
        using var scope = NewDisposeScope();
        using var features = Sequential(Conv2d(1, 4, 3, padding: 1, stride: 2), ReLU(), MaxPool2d(2));
        using var net = Sequential(("features", features), ("flat", Flatten()), ("head", Linear(36, 5)));
        var trace = Trace.Of(net, rand(2, 1, 12, 12));
        Assert.Equal(["aten::conv2d", "aten::relu", "aten::max_pool2d", "aten::flatten.using_ints", "aten::linear"],
            trace.Operators.Select(op => op.Name));
        Assert.Equal(["features.0", "features.1", "features.2", "flat", "head"],
            trace.Operators.Select(op => op.Layer));
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
    public void Trace_includes_layers_with_numbers_and_the_sums_of_Functions()
    {
        using var scope = NewDisposeScope();
        using var net = new Residual(x => Functions.Add(x, 0.5), (x, y) => Functions.Add(x, y));
        var trace = Trace.Of(net, rand(2, 3));
        Assert.Equal(["aten::linear", "aten::leaky_relu", "aten::add.Scalar", "aten::add.Tensor"],
            trace.Operators.Select(op => op.Name));
        Assert.Equal([.. new[] { "fc", "act", "", "" }], trace.Operators.Select(op => op.Layer));
        Assert.Equal(0.2, trace.Operators[1].Arguments[1]);
        Assert.Equal(0.5, trace.Operators[2].Arguments[1]);
        Assert.Equal("input.0", trace.Operators[3].Tensor(1).Source);
    }

    [Fact]
    public void In_place_activation_makes_a_new_value()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(Linear(3, 3), LeakyReLU(0.1, inplace: true), ReLU(inplace: true), Linear(3, 3));
        var trace = Trace.Of(net, rand(2, 3));
        Assert.Equal(["aten::linear", "aten::leaky_relu", "aten::relu_", "aten::linear"],
            trace.Operators.Select(op => op.Name));
        for (int i = 1; i < trace.Operators.Count; i++)
            Assert.Equal(trace.Operators[i - 1].Results[0].Number, trace.Operators[i].Tensor(0).Number);
        Assert.Equal(4, trace.Operators.Select(op => op.Results[0].Number).Distinct().Count());
    }

    [Fact]
    public void Recurrent_layer_is_one_operator_with_its_weights()
    {
        using var scope = NewDisposeScope();
        using var lstm = LSTM(3, 4, batchFirst: true);
        var x = rand(2, 5, 3);
        var trace = Trace.Run(lstm, [x], () => [lstm.call(x).Item1]);
        var op = trace.Operators.Single(op => op.Name == "aten::lstm.input");
        Assert.Equal(3, op.Results.Count);
        var weights = ((object?[])op.Arguments[2]!).Cast<TracedTensor>();
        Assert.Equal(["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"], weights.Select(one => one.Source));
    }

    [Fact]
    public void Unseen_tensor_is_refused_with_its_layer_and_the_remedy()
    {
        using var scope = NewDisposeScope();
        using var inside = Sequential(("block", new Residual(x => x, (x, y) => x + y)), ("last", Linear(3, 2)));
        var error = Assert.Throws<TraceException>(() => Trace.Of(inside, rand(2, 3)));
        Assert.Contains("aten::linear in last", error.Message);
        Assert.Contains("Functions.Add", error.Message);
        using var outside = new Residual(x => x, (x, y) => x + y);
        error = Assert.Throws<TraceException>(() => Trace.Of(outside, rand(2, 3)));
        Assert.Contains("the network's output", error.Message);
    }

    [Fact]
    public void Refused_operator_is_named_with_its_layer_and_shapes()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(("a", Linear(3, 4)), ("b", new Product()));
        var error = Assert.Throws<TraceException>(() => Trace.Of(net, rand(2, 3)));
        Assert.Contains("aten::matmul in b", error.Message);
        Assert.Contains("Float32[2, 4]", error.Message);
        Assert.Equal([2, 3], rand(2, 3).relu().shape);   // nothing is intercepted any more
    }

    [Fact]
    public void Trace_ignores_other_threads_and_what_follows_it()
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
    public void Tracing_changes_neither_results_nor_gradients()
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
    public void Thousand_traces_leak_no_memory()
    {
        using var scope = NewDisposeScope();
        using var net = Sequential(Conv2d(1, 4, 3), ReLU(), Flatten(), Linear(4 * 126 * 126, 3));
        var x = rand(1, 1, 128, 128);
        Trace.Of(net, x);
        long tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        long bytes = Platform.AllocatedBytes() ?? 0;
        for (int i = 0; i < 1000; i++)
            Trace.Of(net, x);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        // One leaked result for each trace would be 254 MB. The count itself moves by 2 MB.
        Assert.InRange((Platform.AllocatedBytes() ?? 0) - bytes, long.MinValue, 20_000_000);
    }

    [Theory]
    [MemberData(nameof(ZooEntries.Quick), MemberType = typeof(ZooEntries))]
    public void Zoo_network_is_traced_from_input_to_output(string name)
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
