namespace ModelZoo.Onnx.Operators;

/// <summary>Operators that make one element of many.</summary>
internal static class ReductionWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["sum"] = All("ReduceSum"),
        ["mean"] = All("ReduceMean"),
        ["max"] = All("ReduceMax"),
        ["min"] = All("ReduceMin"),
        ["sum.dim_IntList"] = Along("ReduceSum"),
        ["mean.dim"] = Along("ReduceMean"),
        ["amax"] = Along("ReduceMax"),
        ["amin"] = Along("ReduceMin"),
        ["logsumexp"] = Along("ReduceLogSumExp"),
        ["prod.dim_int"] = Along("ReduceProd"),
        ["max.dim"] = call => [Along("ReduceMax")(call)[0], Place(call, "ArgMax", call.Tensor(0), call.Int(1))],
        ["min.dim"] = call => [Along("ReduceMin")(call)[0], Place(call, "ArgMin", call.Tensor(0), call.Int(1))],
        ["argmax"] = Places("ArgMax"),
        ["argmin"] = Places("ArgMin"),
        ["cumsum"] = call => [call.Node("CumSum", [call.As(call.Result.Type, 0), call.Graph.Constant(call.Int(1))])],
    };

    private static Writer All(string op) => call =>
        [call.Node(op, [call.As(call.Result.Type, 0)], ("keepdims", false))];

    private static Writer Along(string op) => call =>
    {
        long[] axes = call.Has(1) ? call.Ints(1) : [];   // none means all
        string[] inputs = axes.Length == 0 ? [] : [call.Graph.Constant(axes)];
        return [call.Node(op, [call.As(call.Result.Type, 0), .. inputs], ("keepdims", call.Flag(2)))];
    };

    private static Writer Places(string op) => call => call.Has(1)
        ? [Place(call, op, call.Tensor(0), call.Int(1))]
        : [Place(call, op, call.Node("Reshape", [call.Tensor(0), call.Graph.Constant(-1)]), 0)];

    private static string Place(WriterCall call, string op, string tensor, long axis) =>
        call.Node(op, [tensor], ("axis", axis), ("keepdims", call.Flag(2)));
}
