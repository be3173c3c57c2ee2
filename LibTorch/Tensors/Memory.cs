using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>Where a tensor's elements lie, on its device.</summary>
public static class Memory
{
    /// <summary>The address of the first element: to compare, not to read from.</summary>
    public static nint Address(torch.Tensor tensor)
    {
        using var held = new Holding(tensor);
        Native.Check(Native.mz_tensor_data(held.Handle, out var data), "address");
        return data;
    }
}
