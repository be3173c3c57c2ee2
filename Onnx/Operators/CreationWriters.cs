using static TorchSharp.torch;

namespace ModelZoo.Onnx.Operators;

/// <summary>Operators that join tensors or make new ones.</summary>
internal static class CreationWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["cat"] = Joined,
        ["concat"] = Joined,
        ["stack"] = Stacked,
        ["zeros"] = Filled(0),
        ["zeros_like"] = Filled(0),
        ["new_zeros"] = Filled(0),
        ["ones"] = Filled(1),
        ["ones_like"] = Filled(1),
        ["new_ones"] = Filled(1),
        ["arange"] = call => [call.Graph.Constant(arange(call.Constants(call.Result.Shape)[0], call.Result.Type))],
        ["one_hot"] = OneHot,
        ["repeat"] = Repeated,
        ["tile"] = Repeated,
        ["tril"] = Triangle(upper: false),
        ["triu"] = Triangle(upper: true),
    };

    private static string[] Joined(WriterCall call) =>
        [call.Node("Concat", call.Tensors(0), ("axis", call.Axis(1, call.Result.Shape.Length)))];

    private static string[] Stacked(WriterCall call)
    {
        long axis = call.Axis(1, call.Result.Shape.Length);
        var parts = call.Tensors(0).Select(part => call.Node("Unsqueeze", [part, call.Graph.Constant(axis)]));
        return [call.Node("Concat", [.. parts], ("axis", axis))];
    }

    private static Writer Filled(double value) => call =>
        [call.Node("ConstantOfShape", [call.Graph.Sizes(call.Result.Shape)],
            ("value", full(1, value, call.Result.Type)))];

    private static string[] OneHot(WriterCall call)
    {
        if (call.Int(1) < 0)
            throw call.Refuse("the number of classes depends on the values: give it as the second argument");
        var depth = call.Graph.Number(call.Int(1), ScalarType.Int64);
        return [call.Node("OneHot", [call.Tensor(0), depth, call.Graph.Constant(0, 1)])];
    }

    // With more numbers than dimensions, the tensor gets more dimensions at the front.
    private static string[] Repeated(WriterCall call)
    {
        long[] times = call.Ints(1);
        long[] front = [.. Enumerable.Range(0, Math.Max(times.Length - call.Rank(0), 0))];
        var tensor = front.Length == 0 ? call.Tensor(0)
            : call.Node("Unsqueeze", [call.Tensor(0), call.Graph.Constant(front)]);
        long[] all = [.. Enumerable.Repeat(1L, Math.Max(call.Rank(0) - times.Length, 0)), .. times];
        return [call.Node("Tile", [tensor, call.Graph.Constant(all)])];
    }

    private static Writer Triangle(bool upper) => call =>
        [call.Node("Trilu", [call.Tensor(0), call.Graph.Number(call.Int(1), ScalarType.Int64)], ("upper", upper))];
}
