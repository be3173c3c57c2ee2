using System.Buffers.Binary;
using ModelZoo.Datasets.Files;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Images;

/// <summary>
/// The format of MNIST: two zero bytes, the element type, the number of dimensions, each size as a big-endian int, then the elements.
/// Plain or gzipped. http://yann.lecun.com/exdb/mnist
/// </summary>
public static class Idx
{
    private const int MostDimensions = 4;

    /// <summary>Reads bytes straight into the tensor's memory.</summary>
    public static Tensor Read(string path)
    {
        using var file = Content.Open(path);
        return Read(file);
    }

    internal static Tensor Read(Content file)
    {
        Span<byte> head = stackalloc byte[4 + 4 * MostDimensions];
        file.Fill(head[..4], "the IDX header");
        if (head[0] != 0 || head[1] != 0 || head[3] is 0 or > MostDimensions)
            throw file.Damaged($"is not an IDX file: it begins with {head[0]:X2} {head[1]:X2} {head[2]:X2} {head[3]:X2}, not with 00 00, a type and a number of dimensions from 1 to {MostDimensions}");
        if (head[2] != 8)
            throw file.Damaged($"holds elements of type {head[2]:X2}: only bytes (08) are read");
        int dimensions = head[3];
        var sizes = head[4..(4 + 4 * dimensions)];
        file.Fill(sizes, "the sizes");
        var shape = new long[dimensions];
        long total = 1;
        for (int i = 0; i < dimensions; i++)
        {
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
            // Checked before the product is taken: absurd sizes neither overflow nor ask for memory.
            if (shape[i] == 0 || shape[i] > file.MostBytes / total)
                throw file.Damaged($"says it has {shape[i]} entries in dimension {i}, which a file of {file.Length} bytes cannot hold");
            total *= shape[i];
        }
        var result = empty(shape, ScalarType.Byte);
        try
        {
            file.Fill(result.bytes, $"{string.Join(" x ", shape)} bytes");
            file.End();
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
