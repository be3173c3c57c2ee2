using System.Runtime.CompilerServices;
using LibTorch;
using LibTorch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One reference to a tensor of libtorch, freed by Dispose, by its scope, or at last by the finalizer.</summary>
    /// <remarks>
    /// Safe from every thread: a call holds the handle while it runs, so no call can meet a freed tensor. Element type, device
    /// and sizes come with the result of the operator, so asking for them costs no native call. What the collector sees of a tensor
    /// are 32 bytes: sizes and scope are with the handle, which is used again.
    /// </remarks>
    public partial class Tensor : IDisposable
    {
        private TensorHandle _handle = null!;
        private sbyte _dtype, _deviceType, _deviceIndex;
        private byte _dims, _closed;

        internal DisposeScope? OwningDisposeScope
        {
            get => IsInvalid ? null : _handle.Scope;
            set
            {
                // The handle of a disposed tensor may serve another by now.
                if (!IsInvalid)
                    _handle.Scope = value;
            }
        }

        internal Tensor(in NativeResult info) => Open(in info);

        // Stands for this tensor from now on: a new object, or one that was disposed and that nobody else holds.
        private void Open(in NativeResult info)
        {
            _handle = TensorHandle.Open(info.Bits, Bytes(in info));
            Volatile.Write(ref _closed, 0);
            Describe(in info);
            DisposeScope.Register(this);
        }

        // Takes over the handle of `other`, which is empty from then on.
        private protected Tensor(Tensor other)
        {
            ObjectDisposedException.ThrowIf(Interlocked.Exchange(ref other._closed, 1) != 0, typeof(Tensor));
            _handle = other._handle;
            _handle.Scope = null;
            (_dtype, _deviceType, _deviceIndex, _dims) = (other._dtype, other._deviceType, other._deviceIndex, other._dims);
        }

        /// <summary>Takes in what a call says about the tensor; after a change in place it may be resized or retyped.</summary>
        internal void Describe(in NativeResult info)
        {
            _handle.Sizes = info.Sizes;
            _dtype = info.Dtype;
            _deviceType = info.DeviceType;
            _deviceIndex = info.DeviceIndex;
            _dims = (byte)info.Dims;
            _handle.Resize(Bytes(in info));
        }

        /// <summary>For what changes a tensor without saying how it is now, such as set_data.</summary>
        internal void Refresh([CallerMemberName] string what = "")
        {
            using var held = new Holding(this, what);
            Native.Check(Native.mz_tensor_describe(held.Handle, out var info), "describe");
            Describe(in info);
        }

        /// <summary>The native tensor, kept alive until LetGo.</summary>
        internal nint Hold(string what = "tensor")
        {
            if (_handle.TryHold(out var tensor))
            {
                // The handle may serve another tensor by now, if this one was disposed: then it is not ours to use.
                if (Volatile.Read(ref _closed) == 0)
                    return tensor;
                _handle.Release();
            }
            throw new ObjectDisposedException(nameof(Tensor), $"{what}: the tensor has been disposed already.");
        }

        internal void LetGo() => _handle.Release();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0)
                _handle.Release();
        }

        public bool IsInvalid => Volatile.Read(ref _closed) != 0;

        // Read before the question whether it was this tensor's: a disposed one's handle may serve another.
        private long SizeAt(int dim)
        {
            long size = Volatile.Read(ref _handle.Sizes[dim]);
            ObjectDisposedException.ThrowIf(IsInvalid, typeof(Tensor));
            return size;
        }

        // What the ledger counts: the elements, and about what libtorch itself keeps for each tensor.
        private static long Bytes(in NativeResult info)
        {
            long bytes = SizeOf((ScalarType)info.Dtype);
            for (int i = 0; i < Math.Min(info.Dims, 5); i++)
                bytes *= info.Sizes[i];
            return bytes + 512;
        }

        /// <summary>How many tensors .NET holds at this moment, in all threads.</summary>
        public static long TotalCount => Ledger.Count;
    }
}
