namespace ModelZoo.Training.Runs;

/// <summary>What tensors take of main memory: counted by LibTorch's allocator, unknown on TorchSharp.</summary>
internal static class TensorMemory
{
#if LIBTORCH
    internal static long? Limit => LibTorch.Memory.Limit;

    internal static (long Taken, long Most) Count() => LibTorch.Memory.Count();
#else
    internal static long? Limit => null;

    internal static (long Taken, long Most) Count() => default;
#endif
}
