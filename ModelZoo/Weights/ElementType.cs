namespace ModelZoo.Weights;

/// <summary>An element type, its name in safetensors files, and the class of its storage in PyTorch's files.</summary>
internal sealed record ElementType(ScalarType Type, int Size, string Safetensors, string Storage)
{
    private static readonly ElementType[] All =
    [
        new(ScalarType.Float32, 4, "F32", "FloatStorage"),
        new(ScalarType.Float64, 8, "F64", "DoubleStorage"),
        new(ScalarType.Float16, 2, "F16", "HalfStorage"),
        new(ScalarType.BFloat16, 2, "BF16", "BFloat16Storage"),
        new(ScalarType.Int64, 8, "I64", "LongStorage"),
        new(ScalarType.Int32, 4, "I32", "IntStorage"),
        new(ScalarType.Int16, 2, "I16", "ShortStorage"),
        new(ScalarType.Int8, 1, "I8", "CharStorage"),
        new(ScalarType.Byte, 1, "U8", "ByteStorage"),
        new(ScalarType.Bool, 1, "BOOL", "BoolStorage"),
    ];

    internal static ElementType? Of(ScalarType type) => Array.Find(All, known => known.Type == type);
    internal static ElementType? OfSafetensors(string name) => Array.Find(All, known => known.Safetensors == name);
    internal static ElementType? OfStorage(string name) => Array.Find(All, known => known.Storage == name);
}
