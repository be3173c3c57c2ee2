namespace ModelZoo.Weights;

/// <summary>Copies between the memory of tensors and streams, in pieces, because a span ends at 2 GB.</summary>
internal static class TensorBytes
{
    private const long PieceBytes = 64 << 20;

    /// <summary>A new tensor of this shape, filled from the stream.</summary>
    internal static Tensor Read(Stream stream, ElementType element, long[] shape)
    {
        using var scope = NewDisposeScope();
        // A truth value is any byte in a file, but only 0 or 1 in libtorch: read bytes and convert them.
        var tensor = empty(shape, element.Type == ScalarType.Bool ? ScalarType.Byte : element.Type);
        ForEachPiece(tensor, piece => stream.ReadExactly(piece.bytes));
        return tensor.to_type(element.Type).MoveToOuterDisposeScope();
    }

    internal static void Write(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        ForEachPiece(tensor.detach().cpu().contiguous(), piece => stream.Write(piece.bytes));
    }

    private static void ForEachPiece(Tensor tensor, Action<Tensor> action)
    {
        long count = tensor.numel(), step = PieceBytes / tensor.ElementSize;
        using var flat = tensor.view(-1);
        for (long start = 0; start < count; start += step)
        {
            using var piece = flat.narrow(0, start, Math.Min(step, count - start));
            action(piece);
        }
    }
}
