namespace ModelZoo.Onnx.Operators;

/// <summary>Functions of each element, and softmax.</summary>
internal static class ActivationWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["relu"] = Plain("Relu"),
        ["sigmoid"] = Plain("Sigmoid"),
        ["tanh"] = Plain("Tanh"),
        ["hardswish"] = Plain("HardSwish"),
        ["mish"] = Plain("Mish"),
        ["exp"] = Plain("Exp"),
        ["log"] = Plain("Log"),
        ["sqrt"] = Plain("Sqrt"),
        ["abs"] = Plain("Abs"),
        ["neg"] = Plain("Neg"),
        ["reciprocal"] = Plain("Reciprocal"),
        ["sin"] = Plain("Sin"),
        ["cos"] = Plain("Cos"),
        ["erf"] = Plain("Erf"),
        ["sign"] = Plain("Sign"),
        ["floor"] = Plain("Floor"),
        ["ceil"] = Plain("Ceil"),
        ["round"] = Plain("Round"),
        ["round.decimals"] = call => call.Int(1) == 0
            ? Plain("Round")(call)
            : throw call.Refuse("ONNX rounds to whole numbers only"),
        ["logical_not"] = Plain("Not"),
        ["square"] = call => [call.Node("Mul", [call.Tensor(0), call.Tensor(0)])],
        ["rsqrt"] = call => [call.Node("Reciprocal", [call.Node("Sqrt", [call.Tensor(0)])])],
        ["silu"] = call => [call.Node("Mul", [call.Tensor(0), call.Node("Sigmoid", [call.Tensor(0)])])],
        ["log_sigmoid"] = call => [call.Node("Log", [call.Node("Sigmoid", [call.Tensor(0)])])],
        ["gelu"] = call => [call.Node("Gelu", [call.Tensor(0)], ("approximate", call.Arguments[1]))],
        ["hardsigmoid"] = call => [call.Node("HardSigmoid", [call.Tensor(0)], ("alpha", 1.0 / 6), ("beta", 0.5))],
        ["leaky_relu"] = call => [call.Node("LeakyRelu", [call.Tensor(0)], ("alpha", call.Float(1)))],
        ["celu"] = call => [call.Node("Celu", [call.Tensor(0)], ("alpha", call.Float(1)))],
        ["elu"] = call => [call.Node("Elu", [call.Tensor(0)], ("alpha", call.Float(1)))],
        ["selu"] = call => [call.Node("Selu", [call.Tensor(0)])],
        ["relu6"] = call => [Clipped(call, 0.0, 6.0)],
        ["hardtanh"] = call => [Clipped(call, call.Arguments[1], call.Arguments[2])],
        ["clamp"] = call => [Clipped(call, call.Arguments[1], call.Arguments[2])],
        ["hardshrink"] = call => [call.Node("Shrink", [call.Tensor(0)], ("lambd", call.Float(1)))],
        ["softshrink"] = call =>
            [call.Node("Shrink", [call.Tensor(0)], ("lambd", call.Float(1)), ("bias", call.Float(1)))],
        ["threshold"] = call => [Threshold(call)],
        ["softplus"] = call => [Softplus(call)],
        ["prelu"] = call => [PRelu(call)],
        ["softmax.int"] = Softmax("Softmax"),
        ["log_softmax.int"] = Softmax("LogSoftmax"),
        ["special_softmax"] = Softmax("Softmax"),
        ["special_log_softmax"] = Softmax("LogSoftmax"),
    };

    private static Writer Plain(string op) => call => [call.Node(op, [call.Tensor(0)])];

    private static Writer Softmax(string op) => call =>
        [call.Node(op, [call.As(call.Result.Type, 0)], ("axis", call.Int(1)))];

    private static string Clipped(WriterCall call, object? least, object? most) => call.Node("Clip",
        [call.Tensor(0), .. new[] { least, most }.Select(value => call.Graph.Number(value!, call.Result.Type))]);

    private static string Threshold(WriterCall call) => call.Node("Where",
        [call.Node("Greater", [call.Tensor(0), call.As(call.Result.Type, 1)]), call.Tensor(0),
            call.As(call.Result.Type, 2)]);

    // libtorch takes x itself above the threshold, where the two differ by less than rounding.
    private static string Softplus(WriterCall call)
    {
        var beta = call.Graph.Number(call.Float(1), call.Result.Type);
        return call.Node("Div", [call.Node("Softplus", [call.Node("Mul", [call.Tensor(0), beta])]), beta]);
    }

    // One slope for each map, which ONNX aligns from the right.
    private static string PRelu(WriterCall call)
    {
        long[] shape = [.. Enumerable.Repeat(1L, Math.Max(call.Rank(0) - 2, 0))];
        var slopes = call.Node("Reshape", [call.Tensor(1), call.Graph.Constant([-1, .. shape])]);
        return call.Node("PRelu", [call.Tensor(0), slopes]);
    }
}
