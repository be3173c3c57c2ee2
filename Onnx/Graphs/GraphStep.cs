using static TorchSharp.torch;

namespace ModelZoo.Onnx.Graphs;

/// <summary>A tensor of a traced run for any batch size.</summary>
/// <param name="Source">See TracedTensor; null for a result.</param>
internal sealed record GraphValue(int Number, Extent[] Shape, ScalarType Type, string? Source);

/// <summary>An operator that ran, for any batch size.</summary>
/// <param name="Arguments">As in TracedOperator. A whole number that grows with the batch is an Extent.</param>
internal sealed record GraphStep(string Name, string Layer, object?[] Arguments, GraphValue[] Results)
{
    /// <summary>aten::relu in features.1, for messages.</summary>
    internal string Place => Layer.Length > 0 ? $"{Name} in {Layer}" : Name;
}
