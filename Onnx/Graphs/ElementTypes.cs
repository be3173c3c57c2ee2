using static TorchSharp.torch;

namespace ModelZoo.Onnx.Graphs;

/// <summary>Element types and their numbers in ONNX files.</summary>
internal static class ElementTypes
{
    // From the narrowest to the widest: of two types, libtorch computes in the later one.
    private static readonly (ScalarType Type, int Number)[] All =
    [
        (ScalarType.Bool, 9), (ScalarType.Byte, 2), (ScalarType.Int8, 3), (ScalarType.Int16, 5), (ScalarType.Int32, 6),
        (ScalarType.Int64, 7), (ScalarType.Float16, 10), (ScalarType.BFloat16, 16), (ScalarType.Float32, 1),
        (ScalarType.Float64, 11),
    ];

    internal static int Number(ScalarType type) => Array.Find(All, known => known.Type == type) is { Number: > 0 } found
        ? found.Number
        : throw new NotSupportedException($"ONNX has no tensors of {type}.");

    internal static ScalarType Of(int number) => Array.Find(All, known => known.Number == number).Type;

    internal static ScalarType Widest(IEnumerable<ScalarType> types) =>
        types.MaxBy(type => Array.FindIndex(All, known => known.Type == type));
}
