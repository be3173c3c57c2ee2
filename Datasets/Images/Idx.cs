using System.Buffers.Binary;

namespace ModelZoo.Datasets.Images;

/// <summary>
/// The format of MNIST, plain or gzipped: two zero bytes, the element type, the number of dimensions, each size as a
/// big-endian int, then the elements. http://yann.lecun.com/exdb/mnist
/// </summary>
public static class Idx
{
    private const int MaxDimensions = 4;

    /// <summary>Reads bytes straight into the memory of the tensor.</summary>
    /// <param name="limit">Reads only so many items. A gzipped file takes most of the time to unpack.</param>
    public static Tensor Read(string path, int? limit = null)
    {
        using var file = DataFile.Open(path);
        return Read(file, limit);
    }

    internal static Tensor Read(DataFile file, int? limit = null)
    {
        var shape = ReadShape(file);
        bool whole = limit is not >= 1 || limit >= shape[0];
        if (!whole)
            shape[0] = limit!.Value;
        var result = empty(shape, ScalarType.Byte);
        try
        {
            file.Fill(result.bytes, $"{string.Join(" x ", shape)} bytes");
            if (whole)
                file.ExpectEnd();
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static long[] ReadShape(DataFile file)
    {
        Span<byte> head = stackalloc byte[4];
        file.Fill(head, "the IDX header");
        if (head[0] != 0 || head[1] != 0 || head[3] is 0 or > MaxDimensions)
            throw file.Damaged($"is not an IDX file: it begins with {Convert.ToHexString(head)}, " +
                $"not with 0000, a type and a number of dimensions from 1 to {MaxDimensions}");
        if (head[2] != 8)
            throw file.Damaged($"holds elements of type {head[2]:X2}, but only bytes (08) can be read");
        var shape = new long[head[3]];
        long total = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            file.Fill(head, "the sizes");
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(head);
            // Divides instead of multiplying: absurd sizes cannot overflow, and no memory is requested for them.
            if (shape[i] == 0 || shape[i] > file.MaxBytes / total)
                throw file.Damaged($"claims a size of {shape[i]} in dimension {i}, which its bytes cannot hold");
            total *= shape[i];
        }
        return shape;
    }

    /// <summary>Fails if a label, a byte, is not the number of a class.</summary>
    internal static void CheckLabels(Tensor labels, int classes, string path)
    {
        var bytes = labels.bytes;
        int place = bytes.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (place >= 0)
            throw new DatasetException($"{path} says that example {place:N0} is of class {bytes[place]}, " +
                $"but there are {classes} classes: fetch it again.");
    }
}
