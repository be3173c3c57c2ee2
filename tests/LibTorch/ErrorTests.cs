using LibTorch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Whatever goes wrong is a C# exception that names the operator and the shapes.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static readonly Dictionary<string, (Action, string[])> Refused = new()
    {
        ["wrong shapes"] = (() => ones(2, 3).mm(ones(2, 3)), ["mm(float32[2, 3], float32[2, 3])", "cannot be multiplied"]),
        ["shapes that do not broadcast"] = (() => (ones(2, 3) + ones(4)).Dispose(), ["add.Tensor(float32[2, 3], float32[4])", "must match"]),
        ["a bad view"] = (() => ones(2, 3).view(4, 2), ["view(float32[2, 3], [4, 2])", "invalid for input of size 6"]),
        ["wrong types"] = (() => ones(2, 3).mm(ones(3, 2, dtype: float64)), ["mm(float32[2, 3], float64[3, 2])"]),
        ["a type without the operator"] = (() => ones(2, dtype: @bool).log_softmax(0), ["log_softmax.int(bool[2], 0"]),
        ["a broken number in whole ones"] = (() => ones(2, dtype: int64).add_(0.5), ["add_.Scalar(int64[2], 0.5)", "can't be cast"]),
        ["another device"] = (() => ones(2).add(ones(2, device: META)), ["add.Tensor(float32[2], float32[2] on meta"]),
        ["reading what has no memory"] = (() => ones(2, device: META).data<float>(), ["float32"]),
        ["an index beyond the end"] = (() => ones(2, 3).select(0, 2), ["select.int(float32[2, 3], 0, 2)", "out of range"]),
        ["an index beyond the end, by brackets"] = (() => _ = ones(2, 3)[1, 3], ["select.int(float32[3], 0, 3)", "out of range"]),
        ["an index tensor beyond the end"] = (() => ones(2, 3).index_select(0, tensor(new[] { 5L })), ["index_select(float32[2, 3], 0, int64[1])", "out of range"]),
        ["a word beyond the table"] = (() => nn.Embedding(3, 2).call(tensor(new[] { 5L })), ["embedding(float32[3, 2], int64[1]", "out of range"]),
        ["a class beyond the last"] = (() => nn.functional.cross_entropy(ones(1, 3), tensor(new[] { 3L })), ["cross_entropy_loss(float32[1, 3], int64[1]", "out of bounds"]),
        ["a dimension beyond the last"] = (() => ones(2, 3).sum(2), ["sum.dim_IntList(float32[2, 3], [2]", "Dimension out of range"]),
        ["more indices than dimensions"] = (() => _ = ones(2)[0, 0], ["select.int", "float32[]"]),
        ["a petabyte"] = (() => zeros(1L << 48), ["zeros([281474976710656]", "not enough memory"]),
        ["a petabyte by growing"] = (() => ones(1, dtype: float64).expand(1L << 47).clone(), ["clone(float64[140737488355328])", "not enough memory"]),
        ["more bytes than there are numbers"] = (() => empty([1L << 40, 1L << 40]), ["empty.memory_format([1099511627776, 1099511627776]"]),
        ["a negative size"] = (() => zeros(-1), ["zeros([-1]", "negative dimension"]),
        ["a singular matrix"] = (() => linalg.inv(zeros(2, 2)), ["linalg_inv(float32[2, 2])", "singular"]),
        ["numbers that do not fill the shape"] = (() => tensor(new[] { 1f, 2f }, [3]), ["2 numbers do not fill the shape [3]"]),
        ["item of many"] = (() => ones(2, 3).item<float>(), ["item(float32[2, 3])", "exactly one element"]),
        ["item of another type"] = (() => ones(1).item<long>(), ["item<Int64>", "float32[1]"]),
        ["data of another type"] = (() => ones(2).data<double>(), ["data<Double>", "float32[2]"]),
        ["bytes that are not in a row"] = (() => ones(2, 3).t().bytes.Clear(), ["bytes", "float32[3, 2]", "contiguous"]),

        ["an operator that is none"] = (() => Operators.Call("add.Tensorr", ones(1)), ["'add.Tensorr'", "no operator"]),
        ["another operator that is none"] = (() => Operators.Call("", ones(1)), ["no operator"]),
        ["the schema of an operator that is none"] = (() => Operators.Schema("nonsense::add"), ["'nonsense::add'", "no operator"]),
        ["too few arguments"] = (() => Operators.Call("add.Tensor", ones(2)), ["add.Tensor(float32[2])", "argument 2 has no default", "Tensor other"]),
        ["no arguments"] = (() => Operators.Call("add.Tensor"), ["add.Tensor()", "argument 1 has no default"]),
        ["too many arguments"] = (() => Operators.Call("neg", ones(2), 1), ["neg(float32[2], 1)", "2 arguments given", "aten::neg("]),
        ["far too many arguments"] = (() => Operators.Call("neg", new Argument[40]), ["neg", "40 arguments"]),
        ["a word for a tensor"] = (() => Operators.Call("add.Tensor", ones(2), "two"), ["add.Tensor(float32[2], \"two\")", "argument 2 has the wrong type"]),
        ["a number for a list"] = (() => Operators.Call("view", ones(2), 2), ["view(float32[2], 2)", "argument 2 has the wrong type"]),
        ["a broken number for a whole one"] = (() => Operators.Call("select.int", ones(2), 0, 0.5), ["select.int(float32[2], 0, 0.5)", "argument 3 has the wrong type"]),
        ["nothing for a tensor"] = (() => ones(2).add(null!), ["add.Tensor(float32[2], None)", "argument 2 has the wrong type"]),
        ["nothing in a list of tensors"] = (() => cat([ones(2), null!]), ["cat([float32[2], None]", "tensor 2 of the list is none"]),
        ["an empty list of tensors"] = (() => cat([]), ["cat([]"]),
        ["one result asked of two"] = (() => Operators.Call("max.dim", ones(2, 2), 0), ["max.dim(float32[2, 2], 0)", "exactly one tensor"]),
        ["a tensor asked of a number"] = (() => Operators.Call("equal", ones(2), ones(2)), ["equal(float32[2], float32[2])", "exactly one tensor"]),
        ["tensors asked of a number"] = (() => Operators.CallMany("equal", ones(2), ones(2)), ["equal", "not only tensors"]),
        ["an operator called in place that is not"] = (() => Operators.CallInPlace("add.Tensor", ones(2), ones(3, 2)), ["add.Tensor(float32[2], float32[3, 2])", "does not change"]),
        ["an operator called in place without a tensor"] = (() => Operators.CallInPlace("neg_"), ["neg_()", "first argument"]),
        ["an operator called in place on a number"] = (() => Operators.CallInPlace("neg_", 1), ["neg_(1)", "first argument"]),
        ["an operator called in place that returns two"] = (() => Operators.CallInPlace("max.dim", ones(2, 2), 0), ["max.dim", "does not change"]),

        ["backward from many numbers"] = (() => ones(2, 3, requires_grad: true).mul(2).backward(), ["backward(float32[2, 3])", "scalar outputs"]),
        ["backward without a graph"] = (() => ones(1).backward(), ["backward(float32[1])", "does not require grad"]),
        ["backward twice"] = (BackwardTwice, ["backward(float32[])", "second time"]),
        ["backward with a gradient of another shape"] = (() => ones(2, requires_grad: true).mul(2).backward([ones(3)]), ["backward(float32[2])", "[3]"]),
        ["backward with too many gradients"] = (() => ones(2, requires_grad: true).mul(2).backward([ones(2), ones(2)]), ["backward(float32[2])", "2 gradients are given for 1"]),
        ["backward through what was changed"] = (BackwardThroughChanged, ["backward(float32[])", "modified by an inplace operation"]),
        ["a leaf changed in place"] = (() => ones(2, requires_grad: true).add_(1), ["add_.Scalar(float32[2], 1)", "leaf"]),
        ["the gradient of what was not used"] = (() => autograd.grad([ones(1, requires_grad: true).sum()], [ones(2, requires_grad: true)]), ["grad(float32[])", "float32[2]"]),
        ["a gradient of another shape"] = (() => ones(2, requires_grad: true).grad = ones(3), ["grad", "float32[3]", "float32[2]"]),
        ["a gradient for whole numbers"] = (() => ones(2, dtype: int64).requires_grad_(), ["requires_grad_(int64[2]", "floating point"]),

        ["a device without a name"] = (() => ones(1).to("gpu"), ["'gpu' is not a device"]),
        ["a state that is none"] = (() => Generator.Default.set_state(ones(3, dtype: uint8)), ["set_state"]),
        ["no threads at all"] = (() => set_num_threads(0), ["set_num_threads(0)"]),
        ["a probability above one"] = (() => nn.functional.dropout(ones(2), 1.5), ["dropout(float32[2], 1.5", "between 0 and 1"]),
        ["groups that do not divide"] = (() => nn.Conv2d(3, 4, 3, groups: 2), ["Conv2d", "groups"]),
        ["a picture for a layer of rows"] = (() => nn.Linear(3, 4).call(ones(2, 5)), ["linear(float32[2, 5], float32[4, 3], float32[4])"]),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory, MemberData(nameof(Names))]
    public void What_cannot_be_is_refused_by_name(string name)
    {
        var (action, words) = Refused[name];
        var error = Assert.ThrowsAny<Exception>(action);
        Assert.True(error is TorchException or ArgumentException or InvalidOperationException, $"{error.GetType()}: {error.Message}");
        Assert.All(words, word => Assert.Contains(word, error.Message));
        Assert.DoesNotContain("frame #", error.Message);
        // And the next call is as if nothing had happened.
        Assert.Equal(6f, (ones(2, 3).sum() + 0).item<float>());
    }

    [Fact]
    public void Cuda_without_CUDA_says_so_in_a_sentence()
    {
        Assert.SkipWhen(cuda.is_available(), "CUDA is there");
        foreach (Action action in new Action[]
                 {
                     () => ones(2, device: CUDA), () => ones(2).cuda(), () => ones(2).to("cuda:1"), () => rand_like(ones(2), device: CUDA), () => nn.Linear(2, 2).to(CUDA),
                     () => Generator.DefaultOf(CUDA), () => new Generator(1, CUDA).Dispose(), () => tensor(new[] { 1f }, device: CUDA),
                 })
            Assert.Contains("no CUDA", Assert.Throws<TorchException>(action).Message);
        Assert.Equal(0, cuda.device_count());
        cuda.synchronize();
    }

    public static readonly Dictionary<string, Action<Tensor>> Uses = new()
    {
        ["add.Tensor"] = t => _ = t + 1 * ones(2),
        ["item"] = t => t.item<float>(),
        ["data"] = t => t.data<float>(),
        ["bytes"] = t => t.bytes.Clear(),
        ["cat"] = t => cat([ones(2), t]),
        ["grad"] = t => _ = t.grad,
        ["backward"] = t => t.backward(),
        ["requires_grad"] = t => _ = t.requires_grad,
        ["stride"] = t => t.stride(),
        ["index.Tensor"] = t => _ = ones(2)[t],
        ["add_.Tensor"] = t => t.add_(ones(2)),
        ["clone"] = t => t.clone(),
        ["select.int"] = t => _ = t[0],
        ["linear"] = t => nn.functional.linear(t, ones(2, 2)),
        ["set_state"] = t => Generator.Default.set_state(t),
        ["allclose"] = t => t.allclose(ones(2)),
    };

    public static TheoryData<string> UseNames => [.. Uses.Keys];

    [Theory, MemberData(nameof(UseNames))]
    public void A_disposed_tensor_is_refused_wherever_it_is_used(string name)
    {
        var gone = ones(2);
        gone.Dispose();
        gone.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(() => Uses[name](gone));
        Assert.Contains("disposed", error.Message);
        Assert.Contains(name, error.Message);
        Assert.Equal("[disposed tensor]", gone.ToString());
    }

    private static void BackwardTwice()
    {
        var loss = ones(2, requires_grad: true).square().sum();
        loss.backward();
        loss.backward();
    }

    private static void BackwardThroughChanged()
    {
        var square = ones(2, requires_grad: true).exp();
        var loss = square.square().sum();
        square.add_(1);
        loss.backward();
    }
}
