using ModelZoo.Onnx.Graphs;
using static TorchSharp.torch;

namespace ModelZoo.Onnx.Operators;

/// <summary>Normalizations in evaluation, and attention.</summary>
internal static class NormalizationWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        // input, weight, bias, running mean, running variance, training, momentum, eps
        ["batch_norm"] = call => call.Flag(5)
            ? throw call.Refuse("it takes its statistics from the batch also in evaluation: keep running statistics")
            : [Running(call)],
        ["instance_norm"] = call => [call.Flag(5)
            ? call.Node("InstanceNormalization",
                [call.Tensor(0), Scale(call, 1), Shift(call, 2)], ("epsilon", call.Float(7)))
            : Running(call)],
        ["layer_norm"] = call => [LayerNorm(call)],
        ["group_norm"] = call => [GroupNorm(call)],
        // input, size, alpha, beta, k: of the layer LocalResponseNorm
        ["local_response_norm"] = call => [call.Node("LRN", [call.Tensor(0)], ("size", call.Int(1)),
            ("alpha", call.Float(2)), ("beta", call.Float(3)), ("bias", call.Float(4)))],
        ["scaled_dot_product_attention"] = call => [Attention(call)],
    };

    private static string Running(WriterCall call) => call.Node("BatchNormalization",
        [call.Tensor(0), Scale(call, 1), Shift(call, 2), call.Tensor(3), call.Tensor(4)], ("epsilon", call.Float(7)));

    private static string Scale(WriterCall call, int argument) => Fill(call, argument, 1, Channels(call));

    private static string Shift(WriterCall call, int argument) => Fill(call, argument, 0, Channels(call));

    private static long[] Channels(WriterCall call) => call.Constants([call.Value(0).Shape[1]]);

    // ONNX wants weights where libtorch may have none.
    private static string Fill(WriterCall call, int argument, double value, long[] shape) => call.Has(argument)
        ? call.Tensor(argument)
        : call.Graph.Constant(full(shape, value, call.Result.Type));

    private static string LayerNorm(WriterCall call)
    {
        var shape = call.Ints(1);
        string[] shift = call.Has(3) ? [call.Tensor(3)] : [];
        return call.Node("LayerNormalization", [call.Tensor(0), Fill(call, 2, 1, shape), .. shift],
            ("axis", -(long)shape.Length), ("epsilon", call.Float(4)));
    }

    // Opset 20 has no group normalization with a weight for each map, but groups are instances of a reshaped input.
    private static string GroupNorm(WriterCall call)
    {
        long groups = call.Int(1);
        var type = call.Result.Type;
        var parts = call.Node("Reshape", [call.Tensor(0), call.Graph.Constant(0, groups, -1)]);
        var one = call.Graph.Constant(ones(groups, type));
        var zero = call.Graph.Constant(zeros(groups, type));
        var normal = call.Node("InstanceNormalization", [parts, one, zero], ("epsilon", call.Float(4)));
        var result = ShapeWriters.Reshaped(call, normal, call.Result.Shape);
        foreach (var (op, argument) in new[] { ("Mul", 2), ("Add", 3) })
            if (call.Has(argument))
            {
                long[] side = [-1, .. Enumerable.Repeat(1L, call.Rank(0) - 2)];
                result = call.Node(op,
                    [result, call.Node("Reshape", [call.Tensor(argument), call.Graph.Constant(side)])]);
            }
        return result;
    }

    // Arguments: query, key, value, mask, dropout, causal, scale, grouped queries.
    private static string Attention(WriterCall call)
    {
        var type = call.Result.Type;
        Extent[] query = call.Value(0).Shape, key = call.Value(1).Shape;
        if (call.Float(4) > 0 || call.Has(7) && call.Flag(7))
            throw call.Refuse("attention with dropout or with grouped queries is not written");
        long[] swapped = [.. Enumerable.Range(0, key.Length)];
        (swapped[^1], swapped[^2]) = (swapped[^2], swapped[^1]);
        double scale = call.Has(6) ? call.Float(6) : 1 / Math.Sqrt(call.Constants([query[^1]])[0]);
        var scores = call.Node("MatMul", [call.Node("Mul", [call.Tensor(0), call.Graph.Number(scale, type)]),
            call.Node("Transpose", [call.Tensor(1)], ("perm", swapped))]);
        var hidden = call.Graph.Number(double.NegativeInfinity, type);
        if (call.Flag(5))
        {
            var seen = ones(call.Constants([query[^2], key[^2]]), ScalarType.Bool).tril();
            scores = call.Node("Where", [call.Graph.Constant(seen), scores, hidden]);
        }
        if (call.Has(3))
            scores = call.Value(3).Type == ScalarType.Bool
                ? call.Node("Where", [call.Tensor(3), scores, hidden])
                : call.Node("Add", [scores, call.Tensor(3)]);
        return call.Node("MatMul", [call.Node("Softmax", [scores], ("axis", -1L)), call.Tensor(2)]);
    }
}
