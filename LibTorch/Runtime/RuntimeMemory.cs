namespace ModelZoo.LibTorch.Runtime;

/// <summary>What native code, which is tensors above all, takes of main memory.</summary>
public static class RuntimeMemory
{
    /// <summary>Bytes that tensors may take: the machine's memory, a container's limit, or MODELZOO_MEMORY; null where none of them is known.</summary>
    public static long? Limit => Allocated is null ? null : NativeSettings.MemoryLimit;

    /// <summary>Bytes in use now. Freed memory that is kept for the next step does not count. Null where the C library does not count.</summary>
    public static long? Allocated => Platform.AllocatedBytes();
}
