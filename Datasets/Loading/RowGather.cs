using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelZoo.Datasets.Loading;

/// <summary>
/// Gathers rows of a tensor on the CPU. Bytes become floats from 0 to 1 in the same pass over memory. Three operators
/// would write the batch three times, and wait for each row, which is rarely in a cache.
/// </summary>
internal static unsafe class RowGather
{
    // With fewer bytes a second thread costs more than it gains.
    private const int MinBytesPerThread = 1 << 20;

    private const int PrefetchDistance = 4, CacheLine = 64;

    internal static bool Supports(Tensor rows) =>
        rows.device_type == TorchSharp.DeviceType.CPU && rows.is_contiguous()
        && rows.numel() * rows.ElementSize <= int.MaxValue;

    /// <summary>Rows of bytes as floats from 0 to 1.</summary>
    internal static Tensor ToFloats(Tensor rows, ReadOnlySpan<long> order)
    {
        long size = RowSize(rows, order);
        var floats = empty([order.Length, .. rows.shape[1..]], ScalarType.Float32);
        fixed (byte* from = rows.bytes, to = floats.bytes)
        fixed (long* indices = order)
        {
            // A lambda cannot capture pointers.
            var (source, target, places, length) = ((nint)from, (nint)to, (nint)indices, order.Length);
            int threads = (int)Math.Clamp(length * size / MinBytesPerThread, 1, get_num_threads());
            if (threads == 1)
                Scale(from, indices, (float*)to, 0, length, size);
            else
                Parallel.For(0, threads, i => Scale((byte*)source, (long*)places, (float*)target,
                    length * i / threads, length * (i + 1) / threads, size));
        }
        return floats;
    }

    /// <summary>Rows of any type, unchanged.</summary>
    internal static Tensor Copy(Tensor rows, ReadOnlySpan<long> order)
    {
        int size = (int)(RowSize(rows, order) * rows.ElementSize);
        var copies = empty([order.Length, .. rows.shape[1..]], rows.dtype);
        ReadOnlySpan<byte> from = rows.bytes;
        var to = copies.bytes;
        for (int row = 0; row < order.Length; row++)
            from.Slice((int)order[row] * size, size).CopyTo(to[(row * size)..]);
        return copies;
    }

    // The elements of one row.
    private static long RowSize(Tensor rows, ReadOnlySpan<long> order)
    {
        long count = rows.shape[0];
        foreach (var index in order)
            if ((ulong)index >= (ulong)count)
                throw new DatasetException($"There is no example {index} among {count}: check the sampler.");
        return rows.numel() / Math.Max(count, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(byte* source, long* places, float* target, int first, int end, long size)
    {
        const float scale = 1f / 255;
        for (int row = first; row < end; row++)
        {
            var bytes = source + places[row] * size;
            var floats = target + row * size;
            // Rows are in random order, which the processor cannot predict: load a later one ahead.
            if (Sse.IsSupported && row + PrefetchDistance < end)
                for (long line = 0; line < size; line += CacheLine)
                    Sse.Prefetch1(source + places[row + PrefetchDistance] * size + line);
            long i = 0;
            for (; i <= size - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var sixteen = Vector128.Load(bytes + i).ToVector256Unsafe().ToVector512Unsafe();
                // Signed numbers convert to floats in one instruction, and a byte fits into them.
                var numbers = Vector512.WidenLower(Vector512.WidenLower(sixteen)).AsInt32();
                (Vector512.ConvertToSingle(numbers) * scale).Store(floats + i);
            }
            for (; i < size; i++)
                floats[i] = bytes[i] * scale;
        }
    }
}
