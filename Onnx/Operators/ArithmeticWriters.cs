using ModelZoo.Onnx.Graphs;

namespace ModelZoo.Onnx.Operators;

/// <summary>Operators of two tensors or of a tensor and a number, comparisons, and conversions of types.</summary>
internal static class ArithmeticWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["add.Tensor"] = Scaled("Add"),
        ["add.Scalar"] = Scaled("Add"),
        ["sub.Tensor"] = Scaled("Sub"),
        ["sub.Scalar"] = Scaled("Sub"),
        ["rsub.Scalar"] = call => [call.Node("Sub", [call.As(call.Result.Type, 1), call.As(call.Result.Type, 0)])],
        ["mul.Tensor"] = Pair("Mul"),
        ["mul.Scalar"] = Pair("Mul"),
        ["div.Tensor"] = Pair("Div"),
        ["div.Tensor_mode"] = call => call.Arguments[2] switch
        {
            null => Pair("Div")(call),
            "floor" => [call.Node("Floor", Pair("Div")(call))],
            var mode => throw call.Refuse($"the rounding '{mode}' is not written; use floor"),
        },
        ["pow.Tensor_Tensor"] = Pair("Pow"),
        ["pow.Tensor_Scalar"] = Pair("Pow"),
        ["maximum"] = Pair("Max"),
        ["minimum"] = Pair("Min"),
        ["matmul"] = Pair("MatMul"),
        ["mm"] = Pair("MatMul"),
        ["bmm"] = Pair("MatMul"),
        ["logical_and"] = Pair("And"),
        ["logical_or"] = Pair("Or"),
        ["gt.Tensor"] = Comparison("Greater"),
        ["ge.Tensor"] = Comparison("GreaterOrEqual"),
        ["lt.Tensor"] = Comparison("Less"),
        ["le.Tensor"] = Comparison("LessOrEqual"),
        ["eq.Tensor"] = Comparison("Equal"),
        ["ne.Tensor"] = call => [call.Node("Not", Comparison("Equal")(call))],
        ["where.self"] = call => [Chosen(call, condition: 0, yes: 1, no: 2)],
        ["masked_fill.Scalar"] = call => [Chosen(call, condition: 1, yes: 2, no: 0)],
        ["masked_fill.Tensor"] = call => [Chosen(call, condition: 1, yes: 2, no: 0)],
        ["to.dtype"] = Converted,
        ["to.device"] = Converted,
        ["to.other"] = Converted,
        ["to.dtype_layout"] = Converted,
        ["_to_copy"] = Converted,
        ["type_as"] = Converted,
        ["contiguous"] = Same,
        ["clone"] = Same,
        ["detach"] = Same,
        ["alias"] = Same,
        ["dropout"] = Dropped,
        ["feature_dropout"] = Dropped,
        ["alpha_dropout"] = Dropped,
    };

    private static Writer Pair(string op) => call =>
        [call.Node(op, [call.As(call.Result.Type, 0), call.As(call.Result.Type, 1)])];

    // self + alpha * other
    private static Writer Scaled(string op) => call =>
    {
        var type = call.Result.Type;
        var other = call.As(type, 1);
        if (call.Has(2) && call.Float(2) is not 1 and var factor)
            other = call.Node("Mul", [other, call.Graph.Number(factor, type)]);
        return [call.Node(op, [call.As(type, 0), other])];
    };

    private static Writer Comparison(string op) => call =>
    {
        var type = ElementTypes.Widest(call.Arguments.OfType<GraphValue>().Select(value => value.Type));
        return [call.Node(op, [call.As(type, 0), call.As(type, 1)])];
    };

    private static string Chosen(WriterCall call, int condition, int yes, int no) => call.Node("Where",
        [call.Tensor(condition), call.As(call.Result.Type, yes), call.As(call.Result.Type, no)]);

    private static string[] Converted(WriterCall call) => [call.As(call.Result.Type, 0)];

    private static string[] Same(WriterCall call) => [call.Tensor(0)];

    private static string[] Dropped(WriterCall call) => call.Flag(2)
        ? throw call.Refuse("it drops at random also in evaluation, and ONNX Runtime would drop something else: "
            + "call dropout with training: this.training")
        : [call.Tensor(0)];
}
