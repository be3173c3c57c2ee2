namespace ModelZoo.Onnx.Operators;

/// <summary>libtorch's recurrent layers, each layer a node. ONNX has another order of the gates' weights.</summary>
internal static class RecurrentWriters
{
    // Where ONNX's gates are among libtorch's: i, o, f, c among i, f, g, o; z, r, h among r, z, n.
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["lstm.input"] = call => Layers(call, "LSTM", [0, 3, 1, 2]),
        ["gru.input"] = call => Layers(call, "GRU", [1, 0, 2], ("linear_before_reset", true)),
        ["rnn_tanh.input"] = call => Layers(call, "RNN", [0]),
        ["rnn_relu.input"] = call => Layers(call, "RNN", [0],
            ("activations", Enumerable.Repeat("Relu", call.Flag(7) ? 2 : 1).ToArray())),
        ["lstm_cell"] = call => Step(call, "LSTM", [0, 3, 1, 2]),
        ["gru_cell"] = call => Step(call, "GRU", [1, 0, 2], ("linear_before_reset", true)),
        ["rnn_tanh_cell"] = call => Step(call, "RNN", [0]),
        ["rnn_relu_cell"] = call => Step(call, "RNN", [0], ("activations", new[] { "Relu" })),
    };

    // Arguments: input, state, weights, has_biases, layers, dropout, training, bidirectional, batch_first.
    private static string[] Layers(
        WriterCall call, string op, int[] gates, params (string Name, object? Value)[] special)
    {
        if (call.Rank(0) != 3)
            throw call.Refuse("its input has no batch dimension");
        if (call.Flag(6) && call.Float(5) > 0)
            throw call.Refuse("it drops at random also in evaluation");
        int layers = (int)call.Int(4), directions = call.Flag(7) ? 2 : 1;
        var weights = call.Tensors(2);
        if (weights.Length != layers * directions * (call.Flag(3) ? 4 : 2))
            throw call.Refuse("ONNX has no projection of the state (proj_size)");
        var states = call.Arguments[1] is Array ? call.Tensors(1) : [call.Tensor(1)];
        var x = call.Flag(8) ? Transposed(call, call.Tensor(0), 1, 0, 2) : call.Tensor(0);
        (string, object?)[] attributes =
        [
            .. special, ("hidden_size", call.Constants([call.Results[1].Shape[2]])[0]),
            ("direction", directions == 2 ? "bidirectional" : "forward"),
        ];
        var last = states.Select(_ => new List<string>()).ToArray();
        for (int layer = 0; layer < layers; layer++)
        {
            var own = weights.Chunk(weights.Length / layers).ElementAt(layer);
            var start = states.Select(state => layers == 1 ? state : Part(call, state, layer, directions));
            var made = call.Graph.Nodes(op, 1 + states.Length,
                [x, .. Weights(call, own, gates, directions), "", .. start], attributes);
            x = Flat(call, made[0], directions);
            for (int i = 0; i < states.Length; i++)
                last[i].Add(made[i + 1]);
        }
        return [call.Flag(8) ? Transposed(call, x, 1, 0, 2) : x,
            .. last.Select(all => all.Count == 1 ? all[0] : call.Node("Concat", [.. all], ("axis", 0L)))];
    }

    // A sequence of one step. Arguments: input, state, w_ih, w_hh, b_ih, b_hh.
    private static string[] Step(
        WriterCall call, string op, int[] gates, params (string Name, object? Value)[] special)
    {
        string[] own = [.. Enumerable.Range(2, call.Has(4) ? 4 : 2).Select(call.Tensor)];
        var states = call.Arguments[1] is Array ? call.Tensors(1) : [call.Tensor(1)];
        var made = call.Graph.Nodes(op, 1 + states.Length,
            [Stacked(call, [call.Tensor(0)]), .. Weights(call, own, gates, 1), "",
                .. states.Select(state => Stacked(call, [state]))],
            [.. special, ("hidden_size", call.Constants([call.Result.Shape[^1]])[0])]);
        return [.. made[1..].Select(state => call.Node("Squeeze", [state, call.Graph.Constant(0)]))];
    }

    // W, R and B of all directions. A direction's weights are w_ih, w_hh, b_ih, b_hh.
    private static string[] Weights(WriterCall call, string[] own, int[] gates, int directions)
    {
        var parts = own.Select(weight => Sorted(call, weight, gates)).Chunk(own.Length / directions).ToArray();
        return
        [
            Stacked(call, parts.Select(part => part[0])),
            Stacked(call, parts.Select(part => part[1])),
            own.Length == 2 * directions
                ? ""
                : Stacked(call, parts.Select(part => call.Node("Concat", part[2..], ("axis", 0L)))),
        ];
    }

    private static string Sorted(WriterCall call, string weight, int[] gates)
    {
        if (gates.Length == 1)
            return weight;
        var parts = call.Graph.Nodes(
            "Split", gates.Length, [weight], ("axis", 0L), ("num_outputs", (long)gates.Length));
        return call.Node("Concat", [.. gates.Select(gate => parts[gate])], ("axis", 0L));
    }

    private static string Stacked(WriterCall call, IEnumerable<string> parts)
    {
        string[] all = [.. parts.Select(part => call.Node("Unsqueeze", [part, call.Graph.Constant(0)]))];
        return all.Length == 1 ? all[0] : call.Node("Concat", all, ("axis", 0L));
    }

    private static string Part(WriterCall call, string state, int layer, int directions) => call.Node("Slice",
        [state, call.Graph.Constant(layer * directions), call.Graph.Constant((layer + 1) * directions),
            call.Graph.Constant(0)]);

    // (T, directions, N, width) to (T, N, directions * width)
    private static string Flat(WriterCall call, string output, int directions) => directions == 1
        ? call.Node("Squeeze", [output, call.Graph.Constant(1)])
        : call.Node("Reshape", [Transposed(call, output, 0, 2, 1, 3), call.Graph.Constant(0, 0, -1)]);

    private static string Transposed(WriterCall call, string tensor, params long[] order) =>
        call.Node("Transpose", [tensor], ("perm", order));
}
