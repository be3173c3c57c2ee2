namespace ModelZoo.Training.Runs;

/// <summary>What tensors take of main memory: counted by LibTorch's allocator, unknown on TorchSharp.</summary>
internal static class TensorMemory
{
    internal static long? Limit => null;

    internal static (long Taken, long Most) Count() => default;
}
