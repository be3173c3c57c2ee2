namespace ModelZoo.Tracing;

/// <summary>A tensor of a traced run. Equal numbers mean the same value.</summary>
/// <param name="Source">input.0 for a network's input, its name for a weight or buffer, null for a result.</param>
public sealed record TracedTensor(int Number, long[] Shape, ScalarType Type, string? Source);

/// <summary>An operator that ran.</summary>
/// <param name="Name">aten::conv2d, aten::add.Tensor.</param>
/// <param name="Arguments">
/// In the order of libtorch's schema: traced tensors, numbers, flags, texts, arrays of them; null if left out.
/// </param>
/// <param name="Layer">The innermost running layer, as in named_modules: features.0; empty for the network.</param>
public sealed record TracedOperator(
    string Name, IReadOnlyList<object?> Arguments, IReadOnlyList<TracedTensor> Results, string Layer)
{
    /// <summary>An argument that is a tensor.</summary>
    public TracedTensor Tensor(int argument) => (TracedTensor)Arguments[argument]!;
}

/// <summary>An operator that has just run. Its tensors are valid only while the callback runs.</summary>
/// <param name="Layer">The innermost running layer; null outside of all layers.</param>
public sealed record SeenOperator(
    string Name, string? Layer, IReadOnlyList<object?> Arguments, IReadOnlyList<Tensor> Results);

/// <summary>The trace cannot be completed: a tensor has an unknown origin, or libtorch refused an operator.</summary>
public sealed class TraceException(string message, Exception? inner = null)
    : InvalidOperationException(message, inner);
