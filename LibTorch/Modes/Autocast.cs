using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>
/// A region in which matrix products and convolutions compute in a shorter format (bfloat16 or float16), as torch.autocast does. Weights,
/// gradients and results that need the range stay float32. The region belongs to its thread and ends when it is disposed.
/// </summary>
public sealed unsafe class Autocast : IDisposable
{
    private readonly sbyte _device;
    private readonly Autocast? _outer;
    private readonly sbyte _type;
    private bool _ended;
    [ThreadStatic] private static Autocast? _current;

    private Autocast(DeviceType device, ScalarType type)
    {
        (_device, _type, _outer) = ((sbyte)device, (sbyte)type, _current);
        _current = this;
        Enter();
        Functions.Increment();
    }

    /// <exception cref="ArgumentException">The format is neither bfloat16 nor float16.</exception>
    public static Autocast To(ScalarType type, DeviceType device) => type is ScalarType.BFloat16 or ScalarType.Float16
        ? new(device, type)
        : throw new ArgumentException($"Autocast computes in bfloat16 or float16, not in {type}.", nameof(type));

    /// <summary>The innermost region of this thread; null outside of all.</summary>
    public static Autocast? Current => _current;

    /// <summary>A new region in the same format on the same device.</summary>
    public Autocast Again() => new((DeviceType)_device, (ScalarType)_type);

    public void Dispose()
    {
        if (_ended)
            return;
        if (!ReferenceEquals(_current, this))
            throw new InvalidOperationException("This autocast region is not the innermost of its thread: regions end in reverse order, on the thread that began them.");
        _ended = true;
        // The casts of weights are kept until the outermost region ends, as PyTorch keeps them.
        if (Functions.Decrement() == 0)
            Functions.Clear();
        Functions.Enable(_device, 0);
        _current = _outer;
        _outer?.Enter();
    }

    private void Enter()
    {
        Functions.SetType(_device, _type);
        Functions.Enable(_device, 1);
    }

    private static class Functions
    {
        private static readonly nint Library = NativeLibraries.LibTorchCpu;

        internal static readonly delegate* unmanaged<sbyte, byte, void> Enable = (delegate* unmanaged<sbyte, byte, void>)NativeLibrary.GetExport(Library, MangledNames.SetAutocastEnabled);
        internal static readonly delegate* unmanaged<sbyte, sbyte, void> SetType = (delegate* unmanaged<sbyte, sbyte, void>)NativeLibrary.GetExport(Library, MangledNames.SetAutocastType);
        internal static readonly delegate* unmanaged<int> Increment = (delegate* unmanaged<int>)NativeLibrary.GetExport(Library, MangledNames.IncrementAutocastNesting);
        internal static readonly delegate* unmanaged<int> Decrement = (delegate* unmanaged<int>)NativeLibrary.GetExport(Library, MangledNames.DecrementAutocastNesting);
        internal static readonly delegate* unmanaged<void> Clear = (delegate* unmanaged<void>)NativeLibrary.GetExport(Library, MangledNames.ClearAutocastCache);
    }
}
