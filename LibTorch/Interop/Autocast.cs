using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>Matrix products and convolutions in bfloat16 on the CPU until it is disposed, on this thread.</summary>
public sealed class Autocast : IDisposable
{
    private bool _ended;

    private Autocast() => Native.Check(Native.mz_autocast_cpu((int)torch.ScalarType.BFloat16), "autocast");

    public static Autocast BFloat16() => new();

    public void Dispose()
    {
        if (!_ended)
            Native.Check(Native.mz_autocast_cpu(-1), "autocast");
        _ended = true;
    }
}
