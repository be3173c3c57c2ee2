using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using Names = ModelZoo.LibTorch.Runtime.MangledNames;

namespace ModelZoo.LibTorch.Modes;

/// <summary>
/// A region in which matrix products and convolutions compute in a shorter format (bfloat16 or float16), as
/// torch.autocast does. Weights, gradients and results that need the range stay float32. The region belongs to its
/// thread and ends when it is disposed.
/// </summary>
public sealed unsafe class Autocast : IDisposable
{
    private static readonly delegate* unmanaged<sbyte, byte, void> SetEnabled =
        (delegate* unmanaged<sbyte, byte, void>)Export(Names.SetAutocastEnabled);
    private static readonly delegate* unmanaged<sbyte, sbyte, void> SetType =
        (delegate* unmanaged<sbyte, sbyte, void>)Export(Names.SetAutocastType);
    private static readonly delegate* unmanaged<int> Begin = (delegate* unmanaged<int>)Export(Names.BeginAutocast);
    private static readonly delegate* unmanaged<int> End = (delegate* unmanaged<int>)Export(Names.EndAutocast);
    private static readonly delegate* unmanaged<void> Clear = (delegate* unmanaged<void>)Export(Names.ClearAutocast);

    [ThreadStatic] private static Autocast? _current;
    private readonly DeviceType _device;
    private readonly ScalarType _type;
    private readonly Autocast? _outer;
    private bool _ended;

    private Autocast(DeviceType device, ScalarType type)
    {
        (_device, _type, _outer) = (device, type, _current);
        _current = this;
        Enter();
        Begin();
    }

    /// <exception cref="ArgumentException">The format is neither bfloat16 nor float16.</exception>
    public static Autocast To(ScalarType type, DeviceType device) => type is ScalarType.BFloat16 or ScalarType.Float16
        ? new(device, type)
        : throw new ArgumentException($"Autocast computes in bfloat16 or float16, not in {type}.", nameof(type));

    /// <summary>The innermost region of this thread; null outside of all.</summary>
    public static Autocast? Current => _current;

    /// <summary>A new region in the same format on the same device.</summary>
    public Autocast Again() => new(_device, _type);

    public void Dispose()
    {
        if (_ended)
            return;
        if (!ReferenceEquals(_current, this))
            throw new InvalidOperationException("This autocast region is not the innermost of its thread: " +
                "regions end in reverse order, on the thread that began them.");
        _ended = true;
        // The casts of weights are kept until the outermost region ends, as PyTorch keeps them.
        if (End() == 0)
            Clear();
        SetEnabled((sbyte)_device, 0);
        _current = _outer;
        _outer?.Enter();
    }

    private void Enter()
    {
        SetType((sbyte)_device, (sbyte)_type);
        SetEnabled((sbyte)_device, 1);
    }

    private static nint Export(string name) => NativeLibrary.GetExport(NativeLibraries.LibTorchCpu, name);
}
