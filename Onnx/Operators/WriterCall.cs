using ModelZoo.Onnx.Graphs;
using static TorchSharp.torch;

namespace ModelZoo.Onnx.Operators;

/// <summary>Writes an operator of libtorch as nodes and returns the names of its results.</summary>
internal delegate string[] Writer(WriterCall call);

/// <summary>An operator that is to be written: reads its arguments and adds nodes.</summary>
internal sealed class WriterCall(GraphStep step, GraphBuilder graph)
{
    internal GraphBuilder Graph => graph;

    internal object?[] Arguments => step.Arguments;

    internal GraphValue[] Results => step.Results;

    internal GraphValue Result => step.Results[0];

    internal bool Has(int argument) => argument < Arguments.Length && Arguments[argument] is not null;

    internal GraphValue Value(int argument) => Arguments[argument] as GraphValue
        ?? throw Refuse($"its argument {argument + 1} is {Arguments[argument] ?? "missing"}, not a tensor");

    internal GraphValue[] Values(int argument) =>
        Array.ConvertAll((object?[])Arguments[argument]!, item => (GraphValue)item!);

    internal int Rank(int argument) => Value(argument).Shape.Length;

    /// <summary>The name of a tensor; empty where an optional one is missing.</summary>
    internal string Tensor(int argument) => Has(argument) ? graph.Of(Value(argument)) : "";

    internal string[] Tensors(int argument) => Array.ConvertAll(Values(argument), graph.Of);

    /// <summary>A tensor or a number, in this type.</summary>
    internal string As(ScalarType type, int argument) => Arguments[argument] is GraphValue value
        ? Cast(graph.Of(value), value.Type, type)
        : graph.Number(Arguments[argument] ?? throw Refuse($"its argument {argument + 1} is missing"), type);

    internal string Cast(string tensor, ScalarType from, ScalarType to) =>
        from == to ? tensor : Node("Cast", [tensor], ("to", (long)ElementTypes.Number(to)));

    internal long Int(int argument) => Constant(Arguments[argument]);

    /// <summary>A list, or one number for all.</summary>
    internal long[] Ints(int argument, int? count = null)
    {
        var list = Arguments[argument] is object?[] items ? Array.ConvertAll(items, Constant) : [Int(argument)];
        return list.Length == 1 && count is { } sides ? [.. Enumerable.Repeat(list[0], sides)] : list;
    }

    internal double Float(int argument) => Convert.ToDouble(Arguments[argument]);

    internal bool Flag(int argument) => Arguments[argument] is true;

    /// <summary>A dimension of the first tensor, counted from 0.</summary>
    internal long Axis(int argument, int? rank = null) => Positive(Int(argument), rank);

    internal long[] Axes(int argument) => Array.ConvertAll(Ints(argument), axis => Positive(axis, null));

    /// <summary>Sizes of a tensor's dimensions, none of which may grow with the batch.</summary>
    internal long[] Constants(IEnumerable<Extent> sizes) => [.. sizes.Select(size => Constant(size))];

    internal string Node(string op, string[] inputs, params (string Name, object? Value)[] attributes) =>
        graph.Node(op, inputs, attributes);

    internal NotSupportedException Refuse(string reason) => new($"{step.Place}: {reason}.");

    private long Positive(long axis, int? rank) => axis < 0 ? axis + (rank ?? Rank(0)) : axis;

    private long Constant(object? number) => number switch
    {
        long whole => whole,
        Extent { IsConstant: true } size => size.Constant,
        Extent => throw Refuse("a size or place of it depends on the batch size, which ONNX cannot express here"),
        _ => throw Refuse($"it has {number ?? "nothing"} where a whole number belongs"),
    };
}
