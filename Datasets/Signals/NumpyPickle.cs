namespace ModelZoo.Datasets.Signals;

/// <summary>A pickle of NumPy arrays. It builds arrays of float64 and int64, nothing else.</summary>
internal sealed class NumpyPickle(Stream stream, long left) : Pickle(stream, left, "a file of arrays")
{
    private const string
        Reconstruct = "numpy.core.multiarray._reconstruct", Array = "numpy.ndarray", ElementType = "numpy.dtype";

    private sealed record Name(string Value);

    private sealed record Element(string Code)
    {
        internal bool IsLittleEndian { get; set; }
    }

    /// <summary>An array. It is empty until its state is set.</summary>
    internal sealed class NumpyArray
    {
        internal long[] Shape { get; set; } = [];
        internal byte[] Bytes { get; set; } = [];
        internal ScalarType Type { get; set; }

        internal Tensor ToTensor()
        {
            var made = empty(Shape, Type);
            Bytes.CopyTo(made.bytes);
            return made;
        }
    }

    private protected override object Find(string module, string name) => $"{module}.{name}" switch
    {
        Reconstruct or Array or ElementType => new Name($"{module}.{name}"),
        // NumPy 2 moved its functions.
        "numpy._core.multiarray._reconstruct" => new Name(Reconstruct),
        var other => throw new InvalidDataException($"it asks for {other}, but only arrays are built from a file"),
    };

    private protected override object? Call(object? function, object? arguments) => (function, arguments) switch
    {
        (Name { Value: Reconstruct }, object?[] and [Name { Value: Array }, ..]) => new NumpyArray(),
        (Name { Value: ElementType }, object?[] and [string code, ..]) => new Element(code),
        _ => throw NotNeeded((function as Name)?.Value),
    };

    private protected override bool SetState(object? target, object? state)
    {
        switch (target, state)
        {
            case (Element type, object?[] and [long, string order, ..]):
                type.IsLittleEndian = order == "<";
                return true;
            case (NumpyArray array, object?[] and [long, object?[] shape, Element type, false, byte[] bytes]):
                array.Type = type switch
                {
                    { IsLittleEndian: true, Code: "f8" } => ScalarType.Float64,
                    { IsLittleEndian: true, Code: "i8" } => ScalarType.Int64,
                    _ => throw new InvalidDataException(
                        $"it has an array of type {type.Code}, but only f8 and i8 in little-endian order are read"),
                };
                array.Shape = [.. shape.Select(side => side is long and >= 0 and var length ? length
                    : throw new InvalidDataException("the side of an array is no count"))];
                if (array.Shape.Length > 8 || array.Shape.Aggregate(1L, (a, b) => checked(a * b)) * 8 != bytes.Length)
                    throw new InvalidDataException(
                        $"an array of [{string.Join(", ", array.Shape)}] has {bytes.Length} bytes");
                array.Bytes = bytes;
                return true;
            default:
                return false;
        }
    }

    private protected override object? Persistent(object? id) =>
        throw new InvalidDataException("it refers to something outside the file");
}
