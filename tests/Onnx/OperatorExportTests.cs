using ModelZoo.Onnx;
using ModelZoo.Onnx.Operators;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Onnx;

/// <summary>Operators alone. Save compares each in ONNX Runtime with libtorch, on batches of one and five.</summary>
public sealed class OperatorExportTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public OperatorExportTests() => manual_seed(1);

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string> LayerNames => [.. OperatorCases.Layers.Keys];

    public static TheoryData<string> FunctionNames => [.. OperatorCases.Calls.Keys];

    public static TheoryData<string> RecurrentNames => [.. OperatorCases.Recurrent.Keys];

    [Fact]
    public void Page_of_the_docs_lists_the_operators()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "onnx.md"));
        Assert.All(OperatorWriters.Names, name => Assert.Contains($"`{name.Split('.')[0]}`", page));
    }

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void Layer_gives_the_same_in_ONNX_Runtime(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = OperatorCases.Layers[name]();
        HashedNetwork.Fill(layer);
        Assert.InRange(OnnxExport.Save(layer, randn(2, 3, 8, 6), _scratch["a.onnx"]), 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void Function_gives_the_same_in_ONNX_Runtime(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = new Custom(OperatorCases.Calls[name]);
        Assert.InRange(OnnxExport.Save(layer, randn(2, 3, 8, 6), _scratch["a.onnx"]), 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(RecurrentNames))]
    public void Recurrent_layer_gives_the_same_in_ONNX_Runtime(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = OperatorCases.Recurrent[name]();
        IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs)
        {
            if (layer is TorchSharp.Modules.LSTM lstm)
            {
                var (output, h, c) = lstm.call(inputs[0]);
                return [output, h.transpose(0, 1), c.transpose(0, 1)];
            }
            var step = inputs[0].select(1, 0);
            var state = step.narrow(1, 0, 4);
            switch (layer)
            {
                case TorchSharp.Modules.LSTMCell cell:
                    var (next, memory) = cell.call(step, (state, state.tanh()));
                    return [next, memory];
                case Module<Tensor, Tensor, Tensor> cell:
                    return [cell.call(step, state)];
            }
            var (y, last) = ((Module<Tensor, Tensor?, (Tensor, Tensor)>)layer).call(inputs[0], null);
            return [y, last.transpose(0, 1)];
        }
        Assert.InRange(OnnxExport.Save(layer, [randn(2, 5, 6)], Forward, _scratch["a.onnx"]), 0, 1e-5);
    }
}
