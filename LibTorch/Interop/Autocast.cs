using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>Matrix products and convolutions in a shorter number format until it is disposed, on this thread.</summary>
public sealed class Autocast : IDisposable
{
    private readonly DeviceType _device;
    private bool _ended;

    private Autocast(torch.ScalarType format, DeviceType device)
    {
        _device = device;
        Native.Check(Native.mz_autocast((int)device, (int)format), "autocast");
    }

    public static Autocast To(torch.ScalarType format, DeviceType device) => new(format, device);

    /// <summary>Whether float32 products may run on a GPU's tensor cores, with 10 bits of mantissa.</summary>
    public static void AllowTensorFloat32(bool allow) => Native.Check(Native.mz_allow_tf32(allow ? 1 : 0), "allow_tf32");

    public void Dispose()
    {
        if (!_ended)
            Native.Check(Native.mz_autocast((int)_device, -1), "autocast");
        _ended = true;
    }
}
