using static TorchSharp.torch;

namespace ModelZoo.Weights;

/// <summary>Tensors to and from a stream, straight from their memory, in pieces: a span ends at 2 GB, a tensor does not.</summary>
internal static class TensorBytes
{
    private const long PieceBytes = 64 << 20;

    /// <summary>A new tensor of this shape filled from the stream.</summary>
    internal static Tensor Read(Stream stream, ElementType element, long[] shape)
    {
        // A truth value is any byte in a file but only 0 or 1 in libtorch: so it is read as a number and compared.
        var tensor = empty(shape, element.Type == ScalarType.Bool ? ScalarType.Byte : element.Type);
        try
        {
            ForEachPiece(tensor, piece => stream.ReadExactly(piece.bytes));
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
        return element.Type == ScalarType.Bool ? tensor.to_type(ScalarType.Bool, disposeAfter: true) : tensor;
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
