using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Where a tensor's elements lie.</summary>
internal static class Memory
{
#if LIBTORCH
    internal static nint Address(Tensor tensor) => LibTorch.Memory.Address(tensor);
#else
    // TorchSharp shows the address through a typed view of the storage; on other devices no check is made.
    internal static unsafe nint Address(Tensor tensor)
    {
        if (tensor.device_type != TorchSharp.DeviceType.CPU || !tensor.is_contiguous())
            return 0;
        using var line = tensor.detach();
        fixed (byte* first = line.bytes)
            return (nint)first;
    }
#endif
}
