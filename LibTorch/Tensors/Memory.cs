using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>Where tensors lie, and how much of main memory they take.</summary>
public static class Memory
{
    /// <summary>The most bytes that tensors in main memory may take; null where libtorch's own allocator is in use, which does not count.</summary>
    public static long? Limit => Runtime.Version.Length > 0 ? Tuning.MostBytes : null;

    /// <summary>Bytes of tensors in main memory now, and the most since the last call, as this thread sees them: blocks of 64 KiB and more
    /// are counted for the whole program, smaller ones for the thread.</summary>
    public static (long Taken, long Most) Count()
    {
        Native.mz_memory(out var taken, out var most);
        return (taken, most);
    }

    /// <summary>The address of the first element: to compare, not to read from.</summary>
    public static nint Address(torch.Tensor tensor)
    {
        using var held = new Holding(tensor);
        Native.Check(Native.mz_tensor_data(held.Handle, out var data), "address");
        return data;
    }
}
