using System.Runtime.CompilerServices;
using LibTorch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => (ScalarType)_dtype;
        public Device device => _deviceType == 0 ? CPU : new Device((DeviceType)_deviceType, _deviceIndex);
        public DeviceType device_type => (DeviceType)_deviceType;
        public int device_index => _deviceIndex;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public long ndim => _dims;
        public long Dimensions => _dims;
        public long dim() => _dims;
        public long ElementSize => SizeOf(dtype);

        public long[] shape
        {
            get
            {
                var sizes = new long[_dims];
                if (_dims > 5)
                    ReadSizes(sizes, null);
                else
                    for (int i = 0; i < _dims; i++)
                        sizes[i] = SizeAt(i);
                return sizes;
            }
        }

        public long size(int dim)
        {
            int at = dim < 0 ? dim + _dims : dim;
            if (at < 0 || at >= _dims)
                throw new ArgumentOutOfRangeException(nameof(dim), $"size({dim}): the tensor {Signature} has {_dims} dimensions.");
            return at < 5 ? SizeAt(at) : shape[at];
        }

        public long[] size() => shape;

        public long numel()
        {
            long count = 1;
            for (int dim = 0; dim < _dims; dim++)
                count *= size(dim);
            return count;
        }

        public long NumberOfElements => numel();

        public long[] stride()
        {
            var strides = new long[_dims];
            ReadSizes(null, strides);
            return strides;
        }

        public unsafe long stride(int dim)
        {
            _ = size(dim);
            long* strides = stackalloc long[_dims];
            using var held = new Holding(this);
            Native.Check(Native.mz_tensor_sizes(held.Handle, null, strides), this, "stride");
            return strides[dim < 0 ? dim + _dims : dim];
        }

        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_contiguous() => Flag(4);
        public bool is_leaf => Flag(2);

        public bool requires_grad
        {
            get => Flag(1);
            set => LibTorch.Operators.CallInPlace("requires_grad_", this, value);
        }

        /// <summary>Type and shape, as error messages show it: float32[2, 3].</summary>
        internal string Signature => $"{NameOf(dtype)}[{string.Join(", ", shape)}]{(_deviceType == 0 ? "" : $" on {device}")}";

        public override string ToString() => IsInvalid ? "[disposed tensor]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private bool Flag(int bit, [CallerMemberName] string what = "")
        {
            using var held = new Holding(this, what);
            Native.Check(Native.mz_tensor_flags(held.Handle, out var flags), this, what);
            return (flags & bit) != 0;
        }

        private unsafe void ReadSizes(long[]? sizes, long[]? strides, [CallerMemberName] string what = "")
        {
            using var held = new Holding(this, what);
            fixed (long* first = sizes, second = strides)
                Native.Check(Native.mz_tensor_sizes(held.Handle, first, second), this, what);
        }
    }
}
