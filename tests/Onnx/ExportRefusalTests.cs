using ModelZoo.Onnx;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Onnx;

public sealed class ExportRefusalTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string[]> Cases => new()
    {
        { "an operator that the export does not know", ["aten::digamma in inner is no operator"] },
        { "a sum that a trace cannot see", ["aten::linear in last", "Functions.Add"] },
        { "random numbers", ["aten::rand_like in inner", "draws random numbers"] },
        { "dropout in evaluation", ["aten::dropout in inner", "training: this.training"] },
        { "statistics of the batch", ["aten::batch_norm in inner", "keep running statistics"] },
        { "a loop over the batch", ["the number of its results depends on the batch size"] },
        { "another operator for a larger batch", ["with another batch size"] },
        { "a number of the batch", ["its argument depends on the batch: 2 and 3"] },
        { "a choice by values", ["The file was not kept", "or choose by values"] },
        { "a number computed from values", ["The file was not kept"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Network_that_cannot_be_written_is_refused_and_leaves_no_file(string name, string[] said)
    {
        using var scope = NewDisposeScope();
        using var network = Sequential(("inner", new Custom(Forward(name))), ("last", Linear(3, 2)));
        var error = Assert.Throws<OnnxExportException>(() => OnnxExport.Save(network, ones(2, 3), _scratch["a.onnx"]));
        Assert.All(said, part => Assert.Contains(part, error.Message));
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    private static Func<Tensor, Tensor> Forward(string name) => name switch
    {
        "an operator that the export does not know" => x => x.digamma(),
        "a sum that a trace cannot see" => x => x + x,
        "random numbers" => x => x * rand_like(x),
        "dropout in evaluation" => x => functional.dropout(x, 0.5, training: true),
        "statistics of the batch" => x => functional.batch_norm(x, null, null, training: true),
        "a loop over the batch" => x => stack(x.unbind(0), 0),
        "another operator for a larger batch" => x => x.shape[0] > 2 ? x.sigmoid() : x.tanh(),
        "a number of the batch" => x => x * (double)x.shape[0],
        "a choice by values" => x => x.mean().ToDouble() is 1 ? x.sigmoid() : x.tanh(),
        "a number computed from values" => x => x * x.sum(1).mean().ToDouble(),
        _ => throw new ArgumentException(name),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Example_without_a_batch_is_refused(int dimensions)
    {
        using var scope = NewDisposeScope();
        using var network = Sequential(Linear(3, 2));
        long[] shape = [.. new long[dimensions]];
        var error = Assert.Throws<ArgumentException>(() => OnnxExport.Save(network, ones(shape), _scratch["a.onnx"]));
        Assert.Contains("a batch of at least one", error.Message);
    }

    [Fact]
    public void Failed_export_keeps_the_older_file()
    {
        using var scope = NewDisposeScope();
        File.WriteAllText(_scratch["a.onnx"], "older");
        using var network = new Custom(x => x.digamma());
        Assert.Throws<OnnxExportException>(() => OnnxExport.Save(network, ones(2, 3), _scratch["a.onnx"]));
        Assert.Equal("older", File.ReadAllText(_scratch["a.onnx"]));
    }
}

/// <summary>A layer made of a function.</summary>
internal sealed class Custom(Func<Tensor, Tensor> function) : Module<Tensor, Tensor>("custom")
{
    public override Tensor forward(Tensor input) => function(input);
}
