using ModelZoo.Tests.LibTorch.Cases;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Every operator that the dialect binds has the values and the gradients that PyTorch has.</summary>
public sealed class OperatorTests(OperatorTests.Values values) : IClassFixture<OperatorTests.Values>
{
    public sealed class Values : IDisposable
    {
        public Dictionary<string, Tensor> Goldens { get; } = Tests.Goldens.Load("operators");
        public Dictionary<string, Tensor> Functional { get; } = Tests.Goldens.Load("functional");

        public void Dispose()
        {
            foreach (var tensor in Goldens.Values.Concat(Functional.Values))
                tensor.Dispose();
        }
    }

    public static TheoryData<string> Pointwise => [.. PointwiseOperators.Table];
    public static TheoryData<string> Shape => [.. ShapeOperators.Table];
    public static TheoryData<string> Reduction => [.. ReductionOperators.Table];

    [Theory, MemberData(nameof(Pointwise))]
    public void Pointwise_operator_equals_PyTorchs(string name) => PointwiseOperators.Table.Check(name, values.Goldens);

    [Theory, MemberData(nameof(Shape))]
    public void Shape_operator_equals_PyTorchs(string name) => ShapeOperators.Table.Check(name, values.Goldens);

    [Theory, MemberData(nameof(Reduction))]
    public void Reduction_operator_equals_PyTorchs(string name) => ReductionOperators.Table.Check(name, values.Goldens);

    public static TheoryData<string> Functions => [.. Functional.Table];

    [Theory, MemberData(nameof(Functions))]
    public void Function_equals_PyTorchs(string name) => Functional.Table.Check(name, values.Functional);

    // TorchSharp 0.107 computes these differently from PyTorch, or refuses them (docs/torchsharp.md). We use none.
    private static readonly string[] Faulty = ["var", "baddbmm", "hardtanh", "mish_", "reshape:unflatten", "zero_"];

    [Fact]
    public void Tables_name_every_case_of_the_goldens()
    {
        var known = PointwiseOperators.Table.Concat(ShapeOperators.Table).Concat(ReductionOperators.Table).ToHashSet();
        Assert.Empty(Names(values.Goldens).Except(known).Except(Faulty));
        Assert.Empty(Names(values.Functional).Except(Functional.Table).Except(Faulty));
    }

    private static IEnumerable<string> Names(Dictionary<string, Tensor> goldens) =>
        goldens.Keys.Select(key => key.Split('/')[0]).Distinct();
}
