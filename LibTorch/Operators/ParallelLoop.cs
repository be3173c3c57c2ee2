using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelZoo.LibTorch.Operators;

/// <summary>Loops on libtorch's own threads, which are awake after a forward or backward pass: some 3 us a loop on two threads.</summary>
public static unsafe class ParallelLoop
{
    private sealed class Work(Action<long, long> body)
    {
        internal readonly Action<long, long> Body = body;
        internal Exception? Error;
    }

    /// <summary>Runs the body on shares of the range, each of at least `grain` items, and waits. An exception of the body reaches the caller.</summary>
    public static void Run(long begin, long end, long grain, Action<long, long> body)
    {
        var work = new Work(body);
        // The native side sees only this pointer to a local, which outlives the call.
        StableInterface.Check(StableInterface.ParallelFor(begin, end, grain, &Invoke, Unsafe.AsPointer(ref work)));
        GC.KeepAlive(work);
        if (work.Error is not null)
            throw new AggregateException(work.Error);
    }

    /// <summary>Calls the operator on this thread alone: for small tensors libtorch's other threads cost more than they bring.</summary>
    /// <remarks>libtorch starts no threads within a share of a loop, and a loop of one item is one share.</remarks>
    internal static bool Serially(Operator called, ulong* slots)
    {
        var call = (Called: called, Slots: (nint)slots, Done: false);
        StableInterface.Check(StableInterface.ParallelFor(0, 1, 1, &Call, Unsafe.AsPointer(ref call)));
        return call.Done;
    }

    [UnmanagedCallersOnly]
    private static void Call(long begin, long end, void* context)
    {
        ref var call = ref Unsafe.AsRef<(Operator Called, nint Slots, bool Done)>(context);
        call.Done = call.Called.TryCall((ulong*)call.Slots);
    }

    // No exception may leave: libtorch's frames are between this and the caller.
    [UnmanagedCallersOnly]
    private static void Invoke(long begin, long end, void* context)
    {
        var work = Unsafe.AsRef<Work>(context);
        try
        {
            work.Body(begin, end);
        }
        catch (Exception error)
        {
            work.Error = error;
        }
    }
}
