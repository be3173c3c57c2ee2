using ModelZoo.Onnx;
using ModelZoo.Onnx.Checking;
using ModelZoo.Onnx.Messages;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Onnx;

public sealed class ExportedFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void File_has_the_weights_under_their_names_and_a_free_batch()
    {
        using var scope = NewDisposeScope();
        using var network = Sequential(
            ("features", Sequential(Conv2d(2, 4, 3), BatchNorm2d(4), ReLU())),
            ("flat", Flatten()),
            ("head", Linear(64, 5)));
        OnnxExport.Save(network, rand(3, 2, 6, 6), _scratch["a.onnx"]);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_scratch["a.onnx"]));
        Assert.Equal(OnnxExport.Opset, Assert.Single(model.OpsetImport).Version);
        var graph = model.Graph;
        Assert.Equal(["Conv", "BatchNormalization", "Relu", "Reshape", "Gemm", "Identity"],
            graph.Node.Select(node => node.OpType));
        Assert.Equal("/features.0/Conv", graph.Node[0].Name);
        var state = network.state_dict();
        var used = state.Keys.Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        var weights = graph.Initializer.Where(one => !one.Name.StartsWith('/')).ToDictionary(one => one.Name);
        Assert.Equal(used.Order(), weights.Keys.Order());
        foreach (var (name, weight) in weights)
        {
            Assert.Equal(state[name].shape, weight.Dims);
            Assert.Equal(state[name].bytes.ToArray(), weight.RawData.ToByteArray());
        }
        Assert.Equal(["batch", "2", "6", "6"], Shape(Assert.Single(graph.Input)));
        Assert.Equal(["batch", "5"], Shape(Assert.Single(graph.Output)));
        Assert.Equal("output", graph.Output[0].Name);
    }

    [Fact]
    public void Inputs_have_the_names_of_the_parameters_of_forward()
    {
        using var scope = NewDisposeScope();
        var entry = Zoo.Find("seq2seq");
        using var network = Zoo.Create("seq2seq");
        OnnxExport.Save(entry, entry.Arguments, network, _scratch["a.onnx"]);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_scratch["a.onnx"])).Graph;
        Assert.Equal(["source", "lengths", "target"], graph.Input.Select(input => input.Name));
        Assert.Contains(graph.Initializer, weight => weight.Name == "encoder.weight_ih_l0");
    }

    [Fact]
    public void Network_with_several_outputs_is_written_by_a_function_that_calls_it()
    {
        using var scope = NewDisposeScope();
        using var lstm = LSTM(3, 4, 2);
        Tensor[] Forward(IReadOnlyList<Tensor> inputs)
        {
            var (output, h, c) = lstm.call(inputs[0].transpose(0, 1));
            return [output.transpose(0, 1), h.transpose(0, 1), c.transpose(0, 1)];
        }
        OnnxExport.Save(lstm, [rand(2, 5, 3)], Forward, _scratch["a.onnx"]);
        using var runtime = new RuntimeCheck(_scratch["a.onnx"]);
        var x = rand(4, 5, 3);
        var (expected, actual) = (Forward([x]), runtime.Run([x]));
        Assert.Equal(3, actual.Length);
        Assert.All(expected.Zip(actual), pair => Goldens.Equal(pair.First, pair.Second, "output"));
    }

    [Fact]
    public void Saving_changes_neither_the_network_nor_the_random_numbers()
    {
        using var scope = NewDisposeScope();
        using var network = Sequential(Linear(3, 3), Dropout(0.5), BatchNorm1d(3));
        var before = network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var example = rand(4, 3);
        manual_seed(7);
        var expected = rand(2);
        manual_seed(7);
        OnnxExport.Save(network, example, _scratch["a.onnx"]);
        Assert.Equal(expected, rand(2));
        Assert.True(network.training);
        Assert.All(network.state_dict(), pair => Assert.Equal(before[pair.Key], pair.Value));
    }

    private static string[] Shape(ValueInfoProto value) =>
        [.. value.Type.TensorType.Shape.Dim.Select(size => size.HasDimParam ? size.DimParam : $"{size.DimValue}")];
}
