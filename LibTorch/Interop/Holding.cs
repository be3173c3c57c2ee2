using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LibTorch.Interop;

/// <summary>Keeps a tensor or a generator from being freed while native code uses it. Null is the null pointer.</summary>
internal readonly ref struct Holding
{
    private readonly Tensor? _tensor;
    private readonly SafeHandle? _other;

    internal nint Handle { get; }

    internal Holding(Tensor? tensor, [CallerMemberName] string what = "")
    {
        _tensor = tensor;
        Handle = tensor?.Hold(what) ?? 0;
    }

    internal Holding(Generator generator)
    {
        _other = generator;
        Handle = generator.Hold();
    }

    public void Dispose()
    {
        _tensor?.LetGo();
        _other?.DangerousRelease();
    }
}

/// <summary>Keeps a list of handles from being freed while native code uses them.</summary>
internal readonly ref struct HoldingMany
{
    private readonly IList<Tensor>? _owners;

    internal nint[] Handles { get; }

    internal HoldingMany(IList<Tensor>? owners, [CallerMemberName] string what = "")
    {
        _owners = owners;
        Handles = new nint[owners?.Count ?? 0];
        for (int i = 0; i < Handles.Length; i++)
        {
            try
            {
                Handles[i] = owners![i]?.Hold(what) ?? 0;
            }
            catch
            {
                for (int j = 0; j < i; j++)
                    owners![j]?.LetGo();
                throw;
            }
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < Handles.Length; i++)
            _owners![i]?.LetGo();
    }
}
