namespace ModelZoo.LibTorch.Operators;

/// <summary>The order of a tensor's elements in memory, with libtorch's numbers.</summary>
public enum MemoryFormat
{
    Contiguous = 0,
    Preserve = 1,
    /// <summary>The channels of a pixel beside each other, for (N, C, H, W).</summary>
    ChannelsLast = 2,
    /// <summary>For (N, C, D, H, W).</summary>
    ChannelsLast3d = 3,
}
