using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>A tensor of a traced run. Operators that have the same value have the same number.</summary>
/// <param name="Source">input.0 for what the network was given, its name for a weight or buffer; null for what an operator made.</param>
public sealed record TracedTensor(int Number, long[] Shape, ScalarType Type, string? Source);

/// <summary>An operator that ran.</summary>
/// <param name="Name">aten::conv2d, aten::add.Tensor.</param>
/// <param name="Arguments">In the order of libtorch's schema: traced tensors, numbers, flags, texts, arrays of them; null for what was left out.</param>
/// <param name="Layer">The innermost layer that was running, as named_modules names it: features.0; empty for the network itself.</param>
public sealed record TracedOperator(string Name, IReadOnlyList<object?> Arguments, IReadOnlyList<TracedTensor> Results, string Layer)
{
    /// <summary>An argument that is a tensor.</summary>
    public TracedTensor Tensor(int argument) => (TracedTensor)Arguments[argument]!;
}

/// <summary>An operator that has just run. Its tensors are valid while its listener is called.</summary>
/// <param name="Layer">The innermost layer that was running; null where none was.</param>
public sealed record SeenOperator(
    string Name, string? Layer, IReadOnlyList<object?> Arguments, IReadOnlyList<Tensor> Results);

/// <summary>A trace that cannot be completed: a tensor came from where a trace cannot look, or libtorch refused an operator.</summary>
public sealed class TraceException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
