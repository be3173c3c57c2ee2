using ModelZoo.Tracing;

namespace ModelZoo.Onnx.Graphs;

/// <summary>
/// Finds what depends on the batch size: a trace has only numbers, and in two traces of different batches those that
/// depend on it differ.
/// </summary>
internal sealed class TwoTraces
{
    private readonly Trace _one, _other;
    private readonly int _oneBatch, _otherBatch;

    internal TwoTraces((int Batch, Trace Trace) one, (int Batch, Trace Trace) other)
    {
        ((_oneBatch, _one), (_otherBatch, _other)) = (one, other);
        var (left, right) = (_one.Operators, _other.Operators);
        foreach (var (first, second) in left.Zip(right))
            if (first.Name != second.Name || first.Layer != second.Layer)
                throw Differs(first, $"with another batch size it is {GraphStep.PlaceOf(second.Name, second.Layer)}");
        if (left.Count != right.Count)
            throw new NotSupportedException(
                $"The network runs {left.Count} operators for a batch of {_oneBatch} and {right.Count} for one of "
                + $"{_otherBatch}. An ONNX graph is the same for all: replace the loop over the batch by tensors.");
        Inputs = Merged(_one.Inputs, _other.Inputs);
        Outputs = Merged(_one.Outputs, _other.Outputs);
        Steps = Needed([.. left.Zip(right, Merge)]);
    }

    internal GraphValue[] Inputs { get; }

    internal GraphValue[] Outputs { get; }

    /// <summary>The operators that an output needs, in order.</summary>
    internal IReadOnlyList<GraphStep> Steps { get; }

    private List<GraphStep> Needed(GraphStep[] all)
    {
        var needed = Outputs.Select(value => value.Number).ToHashSet();
        var kept = new List<GraphStep>();
        foreach (var step in all.Reverse())
            if (step.Results.Any(result => needed.Contains(result.Number)))
            {
                kept.Add(step);
                needed.UnionWith(step.Arguments.SelectMany(Numbers));
            }
        kept.Reverse();
        return kept;
    }

    private static IEnumerable<int> Numbers(object? argument) => argument switch
    {
        GraphValue value => [value.Number],
        object?[] items => items.SelectMany(Numbers),
        _ => [],
    };

    private GraphStep Merge(TracedOperator one, TracedOperator other)
    {
        if (one.Results.Count != other.Results.Count)
            throw Differs(one, "the number of its results depends on the batch size");
        var arguments = one.Arguments.Zip(other.Arguments, (left, right) => Merge(left, right, one));
        return new(one.Name, one.Layer, [.. arguments], Merged(one.Results, other.Results));
    }

    private object? Merge(object? one, object? other, TracedOperator where) => (one, other) switch
    {
        (TracedTensor left, TracedTensor right) when left.Number == right.Number => Merge(left, right),
        (object?[] left, object?[] right) when left.Length == right.Length =>
            left.Zip(right, (first, second) => Merge(first, second, where)).ToArray(),
        (long left, long right) when left != right => Between(left, right),
        (TracedTensor or object?[], _) => throw Differs(where, "its tensors depend on the batch size"),
        _ when Equals(one, other) || one?.ToString() == other?.ToString() => one,
        _ => throw Differs(where, $"its argument depends on the batch: {one} and {other}"),
    };

    private GraphValue[] Merged(IReadOnlyList<TracedTensor> one, IReadOnlyList<TracedTensor> other) =>
        [.. one.Zip(other, Merge)];

    private GraphValue Merge(TracedTensor one, TracedTensor other) => one.Shape.Length == other.Shape.Length
        ? new(one.Number, [.. one.Shape.Zip(other.Shape, Between)], one.Type, one.Source)
        : throw new NotSupportedException("A tensor's number of dimensions depends on the batch size.");

    private Extent Between(long one, long other) => Extent.Through((_oneBatch, one), (_otherBatch, other));

    private static NotSupportedException Differs(TracedOperator where, string how) =>
        new($"{GraphStep.PlaceOf(where.Name, where.Layer)}: {how}. An ONNX graph is the same for all batches.");
}
