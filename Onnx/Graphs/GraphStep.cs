using static TorchSharp.torch;

namespace ModelZoo.Onnx.Graphs;

/// <summary>A tensor of a traced run for any batch size.</summary>
/// <param name="Source">See TracedTensor; null for a result.</param>
internal sealed record GraphValue(int Number, Extent[] Shape, ScalarType Type, string? Source);

/// <summary>An operator that ran, for any batch size.</summary>
/// <param name="Arguments">As in TracedOperator. A whole number that grows with the batch is an Extent.</param>
internal sealed record GraphStep(string Name, string Layer, object?[] Arguments, GraphValue[] Results)
{
    internal string Place => PlaceOf(Name, Layer);

    /// <summary>aten::relu in features.1, for messages.</summary>
    internal static string PlaceOf(string name, string layer) => layer.Length > 0 ? $"{name} in {layer}" : name;
}
