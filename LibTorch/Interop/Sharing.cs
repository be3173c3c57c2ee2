using System.Runtime.InteropServices;
using LibTorch.Interop;

namespace LibTorch;

/// <summary>Work on libtorch's own threads.</summary>
public static unsafe class Sharing
{
    private struct Work
    {
        public delegate*<int, void*, void> Body;
        public void* State;
    }

    /// <summary>Calls body(share, state) for each share below the count and waits for all; false where this libtorch's threads cannot be asked. The body must not throw.</summary>
    public static bool Run(int count, delegate*<int, void*, void> body, void* state)
    {
        var work = new Work { Body = body, State = state };
        return Native.mz_share(count, &Enter, &work) != 0;
    }

    [UnmanagedCallersOnly]
    private static void Enter(long share, void* work) => ((Work*)work)->Body((int)share, ((Work*)work)->State);
}
