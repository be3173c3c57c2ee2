using ModelZoo.LibTorch.Operators;
using ModelZoo.LibTorch.Runtime;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

public class OperatorCallTests
{
    [Fact]
    public void Call_returns_what_TorchSharp_returns()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor x = randn(2, 3, 8, 8), w = randn(4, 3, 3, 3), b = randn(4), m = randn(5, 3), v = randn(4, 3);
        Assert.True(Operator.Call("aten::mul.Tensor", b, b).Equals(b * b));
        Assert.True(Operator.Call("mul.Tensor", b, b).Equals(b * b));
        Assert.True(Operator.Call("aten::reshape", x, new long[] { 2, -1 }).Equals(x.reshape(2, -1)));
        Assert.True(Operator.Call("aten::linear", m, v, b).Equals(nn.functional.linear(m, v, b)));
        Assert.True(Operator.Call("aten::linear", m, v, null).Equals(nn.functional.linear(m, v)));
        Assert.True(Operator.Call("aten::conv2d", x, w, b, 2, new[] { 1, 1 }).Equals(nn.functional.conv2d(x, w, b,
            [2L, 2L], [1L, 1L])));
        Assert.True(Operator.Call("aten::gelu", m, "tanh").allclose(nn.functional.gelu(m), 1e-2, 1e-2));
        Assert.True(Operator.Call("aten::einsum", "ij,kj->ik", new[] { m, v }).allclose(m.matmul(v.t())));
        Assert.True(Operator.Call("aten::stack", new[] { b, b }).Equals(stack([b, b])));
        Assert.True(Operator.Call("aten::index.Tensor", m, new Tensor?[] { null, tensor(new long[] { 2,
            0 }) }).Equals(m.index_select(1, tensor(new long[] { 2, 0 }))));
        Assert.Equal([2L, 3L, 16L, 16L], Operator.Call("aten::upsample_nearest2d.vec", x, null, new[] { 2.0,
            2.0 }).shape);
        var converted = Operator.Call("aten::to.dtype_layout", b, ScalarType.Float64, layout.strided,
            new Device("cpu"), null, false, true, MemoryFormat.Preserve);
        Assert.Equal(ScalarType.Float64, converted.dtype);
        Assert.True(converted.Equals(b.to(ScalarType.Float64)));
    }

    [Fact]
    public void Invoke_returns_all_results_of_any_type()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3, 1, 2 });
        var top = Operator.Invoke("aten::topk", x, 2);
        Assert.Equal([3f, 2f], ((Tensor)top[0]!).data<float>().ToArray());
        Assert.Equal([0L, 2L], ((Tensor)top[1]!).data<long>().ToArray());
        Assert.Equal([1L, 2L], ((Tensor[])Operator.Invoke("aten::split_with_sizes", x, new[] { 1,
            2 })[0]!).Select(part => part.numel()));
        Assert.Equal(true, Operator.Invoke("aten::equal", x, x)[0]);
        Assert.Equal(3L, Operator.Invoke("aten::sym_size.int", x, 0)[0]);
        Assert.Empty(Operator.Invoke("aten::_foreach_mul_.List", new[] { x }, new[] { x }));
        Assert.Equal([9f, 1f, 4f], x.data<float>().ToArray());
    }

    [Fact]
    public void Gradients_flow_through_a_call()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3, 1, 2 }, requires_grad: true);
        Operator.Call("aten::mul.Tensor", x, x).sum().backward();
        Assert.Equal([6f, 2f, 4f], x.grad!.data<float>().ToArray());
    }

    [Theory]
    [InlineData("aten::mul.Tensr", "no operator aten::mul.Tensr. Did you mean aten::mul.Tensor")]
    [InlineData("aten::mul", "needs the name of its overload: aten::mul.")]
    [InlineData("aten::relu", "'self' must be a Tensor, but is Int32", 3)]
    [InlineData("aten::relu", "takes 1 arguments (Tensor self), but 2 were given", "x", "x")]
    [InlineData("aten::mul.Tensor", "needs the argument 'other' (Tensor), the 2. of 2", "x")]
    [InlineData("aten::reshape", "'shape' must be an array or list (SymInt[]), but is Int32", "x", 3)]
    [InlineData("aten::reshape", "'shape' item 0 must be an int or long, but is Double", "x", new[] { 1.5 })]
    [InlineData("aten::conv2d", "'stride' must be an array or list (SymInt[2]), but is String", "x", "x", null, "two")]
    [InlineData("aten::linear", "'bias' must be a Tensor, but is Double", "x", "x", 1.0)]
    [InlineData("aten::relu", "'self' is a tensor that has been disposed", "disposed")]
    [InlineData("aten::stack", "'tensors' item 1 is a tensor that has been disposed", "disposed list")]
    [InlineData("aten::add.Tensor", "'alpha' has the type Scalar, which libtorch 2.10's C interface cannot pass", "x",
        "x")]
    [InlineData("aten::bernoulli",
        "'generator' has the type Generator, which libtorch 2.10's C interface cannot pass", "x", 3)]
    [InlineData("aten::topk", "'largest' must be a bool, but is Int32", "x", 1, -1, 1)]
    public void Wrong_use_is_rejected_before_the_call(string name, string message, params object?[] arguments)
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 3), disposed = ones(2);
        disposed.Dispose();
        object?[] given = [.. arguments.Select(argument => argument switch { "x" => x, "disposed" =>
            disposed, "disposed list" => new[] { x, disposed }, _ => argument })];
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Operator.Invoke(name, given)).Message);
    }

    [Fact]
    public void Error_of_libtorch_names_the_operator_and_the_shapes()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(2, 3), b = ones(4, 5);
        var error = Assert.Throws<OperatorException>(() => Operator.Call("aten::mul.Tensor", a, b));
        Assert.Contains("aten::mul.Tensor(Float32[2, 3], Float32[4, 5])", error.Message);
    }

    [Fact]
    public void Declared_schemas_equal_those_of_libtorch()
    {
        Operator[] builtIn = [FusedSteps.AdamOperator, FusedSteps.AdamWOperator, FusedSteps.SgdOperator,
            FusedSteps.AdagradOperator, MemoryFormats.ContiguousOperator, MemoryFormats.SetData];
        foreach (var own in builtIn)
        {
            var theirs = Operator.Find(own.Name).Schema;
            Assert.NotSame(own.Schema, theirs);
            Assert.Equal(theirs.Arguments, own.Schema.Arguments);
            Assert.Equal(theirs.Results, own.Schema.Results);
        }
    }

    [Fact]
    public void Every_schema_of_libtorch_can_be_parsed()
    {
        var names = LibrarySchemas.Names.Where(name => name.StartsWith("aten::")).ToArray();
        Assert.True(names.Length > 2500, $"Only {names.Length} operators were found.");
        foreach (var name in names)
            Assert.True(OperatorSchema.Parse(LibrarySchemas.Find(name)!) is not null, LibrarySchemas.Find(name));
    }

    [Fact]
    public void Parameter_changes_its_memory_format_in_place()
    {
        using var scope = NewDisposeScope();
        var layer = nn.Conv2d(3, 4, 3);
        var weight = layer.weight!;
        var before = weight.detach().clone();
        MemoryFormats.Set(weight, MemoryFormat.ChannelsLast);
        Assert.Equal([27L, 1L, 9L, 3L], weight.stride());
        Assert.True(weight.detach().Equals(before));
        Assert.True(weight.requires_grad && weight.is_leaf);
        layer.call(randn(1, 3, 8, 8)).sum().backward();
        Assert.NotNull(weight.grad);
        MemoryFormats.Set(weight, MemoryFormat.Contiguous);
        Assert.True(weight.is_contiguous());
        Assert.True(MemoryFormats.IsDense(weight.permute(0, 2, 3, 1)));
        Assert.False(MemoryFormats.IsDense(ones(1).expand(5)));
    }

    // Each kind of value that is handed over or back, and each way that a call can fail.
    private static readonly Dictionary<string, Action<Tensor>> Kinds = new()
    {
        ["tensor"] = x => Operator.Call("aten::mul.Tensor", x, x).Dispose(),
        ["optional"] = x => Operator.Call("aten::linear", x, x, x[0].alias()).Dispose(),
        ["optional list"] = x =>
            Operator.Call("aten::mean.dim", x, new long[] { 0 }, true, ScalarType.Float64).Dispose(),
        ["string"] = x => Operator.Call("aten::gelu", x, "tanh").Dispose(),
        ["list result"] = x => Array.ForEach((Tensor[])Operator.Invoke("aten::unbind.int", x)[0]!, part =>
            part.Dispose()),
        ["rejected here"] = x => Assert.Throws<ArgumentException>(() => Operator.Invoke("aten::mul.Tensor", x, 3)),
        ["refused by libtorch"] = x => Assert.Throws<OperatorException>(() => Operator.Invoke("aten::bmm", x, x)),
    };

    public static TheoryData<string, int> KindsAndCalls => new()
    {
        { "tensor", 400_000 }, { "optional", 100_000 }, { "optional list", 150_000 }, { "string", 150_000 },
            { "list result", 100_000 },
        { "rejected here", 50_000 }, { "refused by libtorch", 300 },
    };

    [Theory, MemberData(nameof(KindsAndCalls))]
    public void Memory_does_not_grow_with_calls(string kind, int calls)
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 2);
        Make(calls / 4);
        Resident();
        long tensors = Handles.Living();
        // libtorch itself loses 48 bytes of each text that it is given: see docs/torchsharp.md.
        long lost = kind == "string" ? 48L * calls : 0;
        var (round, grown) = (0, "");
        // A leak grows in every round. What earlier tests left, and what .NET needs to compile, settles after some.
        do
        {
            var (resident, inUse) = (Resident(), Platform.AllocatedBytes() ?? 0);
            Make(calls);
            long more = Resident() - resident - lost, moreInUse = (Platform.AllocatedBytes() ?? 0) - inUse - lost;
            grown = more >= resident / 100 || moreInUse >= Math.Max(inUse / 100, calls)
                ? $"{more >> 10} of {resident >> 10} KiB resident, {moreInUse >> 10} of {inUse >> 10} KiB in use" : "";
        }
        while (grown != "" && ++round < 8);
        Assert.Equal(tensors, Handles.Living());
        Assert.True(grown == "", $"{kind}: {grown} were added, and as much in each of {round} rounds.");

        static long Resident()
        {
            // Gives the managed heap's free memory back too: how much .NET keeps of it depends on what else runs.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return Environment.WorkingSet;
        }

        void Make(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using var inner = NewDisposeScope();
                Kinds[kind](x);
            }
        }
    }
}
