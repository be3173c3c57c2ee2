using TorchSharp;

namespace ModelZoo.Weights;

/// <summary>An element type under the names that weight files give it: safetensors' own, and the class of PyTorch's storage.</summary>
internal sealed record ElementType(torch.ScalarType Type, int Size, string Safetensors, string Storage)
{
    private static readonly ElementType[] All =
    [
        new(torch.ScalarType.Float32, 4, "F32", "FloatStorage"),
        new(torch.ScalarType.Float64, 8, "F64", "DoubleStorage"),
        new(torch.ScalarType.Float16, 2, "F16", "HalfStorage"),
        new(torch.ScalarType.BFloat16, 2, "BF16", "BFloat16Storage"),
        new(torch.ScalarType.Int64, 8, "I64", "LongStorage"),
        new(torch.ScalarType.Int32, 4, "I32", "IntStorage"),
        new(torch.ScalarType.Int16, 2, "I16", "ShortStorage"),
        new(torch.ScalarType.Int8, 1, "I8", "CharStorage"),
        new(torch.ScalarType.Byte, 1, "U8", "ByteStorage"),
        new(torch.ScalarType.Bool, 1, "BOOL", "BoolStorage"),
    ];

    internal static ElementType? Of(torch.ScalarType type) => Array.Find(All, known => known.Type == type);
    internal static ElementType? OfSafetensors(string name) => Array.Find(All, known => known.Safetensors == name);
    internal static ElementType? OfStorage(string name) => Array.Find(All, known => known.Storage == name);
}
