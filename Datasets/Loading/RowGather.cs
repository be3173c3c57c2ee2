using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ModelZoo.Datasets.Files;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Loading;

/// <summary>
/// Rows of a tensor that lies on the CPU, in the order asked for. Bytes become floats from 0 to 1 on the way: gathered, cast and scaled in one
/// pass over memory, where three operators write the batch three times and wait for each row, which is seldom in a cache.
/// </summary>
internal static unsafe class RowGather
{
    // Bytes below which a second thread is not worth waiting for, least of all where other work wants the cores.
    private const int SmallestShare = 1 << 20;

    private const int Ahead = 4, CacheLine = 64;

    internal static bool Suits(Tensor rows) =>
        rows.device_type == TorchSharp.DeviceType.CPU && rows.is_contiguous() && rows.numel() * rows.ElementSize <= int.MaxValue;

    /// <summary>Of bytes.</summary>
    internal static Tensor Floats(Tensor rows, ReadOnlySpan<long> order)
    {
        long size = SizeOf(rows, order);
        var floats = empty([order.Length, .. rows.shape[1..]], ScalarType.Float32);
        fixed (byte* from = rows.bytes, to = floats.bytes)
        fixed (long* which = order)
        {
            var (source, target, places, length) = ((nint)from, (nint)to, (nint)which, order.Length);
            int shares = (int)Math.Clamp(length * size / SmallestShare, 1, get_num_threads());
            if (shares == 1)
                Scale(from, which, (float*)to, 0, length, size);
            else
                Parallel.For(0, shares, share => Scale((byte*)source, (long*)places, (float*)target, length * share / shares, length * (share + 1) / shares, size));
        }
        return floats;
    }

    /// <summary>Of any type, as they are.</summary>
    internal static Tensor Copies(Tensor rows, ReadOnlySpan<long> order)
    {
        int size = (int)(SizeOf(rows, order) * rows.ElementSize);
        var copies = empty([order.Length, .. rows.shape[1..]], rows.dtype);
        ReadOnlySpan<byte> from = rows.bytes;
        var to = copies.bytes;
        if (size == sizeof(long))
            for (int row = 0; row < order.Length; row++)
                MemoryMarshal.Cast<byte, long>(to)[row] = MemoryMarshal.Cast<byte, long>(from)[(int)order[row]];
        else
            for (int row = 0; row < order.Length; row++)
                from.Slice((int)order[row] * size, size).CopyTo(to[(row * size)..]);
        return copies;
    }

    // Elements of one row.
    private static long SizeOf(Tensor rows, ReadOnlySpan<long> order)
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
            // Rows lie anywhere, where the processor foresees nothing: one further on is fetched meanwhile.
            if (Sse.IsSupported && row + Ahead < end)
                for (long line = 0; line < size; line += CacheLine)
                    Sse.Prefetch1(source + places[row + Ahead] * size + line);
            long i = 0;
            for (; i <= size - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var sixteen = Vector128.Load(bytes + i).ToVector256Unsafe().ToVector512Unsafe();
                // A byte fits the signed number, whose conversion is one instruction.
                var numbers = Vector512.WidenLower(Vector512.WidenLower(sixteen)).AsInt32();
                (Vector512.ConvertToSingle(numbers) * scale).Store(floats + i);
            }
            for (; i < size; i++)
                floats[i] = bytes[i] * scale;
        }
    }
}
