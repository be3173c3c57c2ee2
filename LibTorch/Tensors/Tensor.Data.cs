using LibTorch.Interop;
using TorchSharp.Utils;
using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor's one element, which must be of exactly this type; waits for the device.</summary>
        public T item<T>() where T : unmanaged
        {
            if (TypeOf<T>() != dtype)
                throw new ArgumentException($"item<{typeof(T).Name}>: the tensor is {Signature}; ask for its own type, or convert it.");
            var value = ReadItem();
            if (typeof(T) == typeof(float))
                return (T)(object)(float)value.AsDouble;
            if (typeof(T) == typeof(double))
                return (T)(object)value.AsDouble;
            if (typeof(T) == typeof(Half))
                return (T)(object)(Half)value.AsDouble;
            if (typeof(T) == typeof(bool))
                return (T)(object)(value.Bits != 0);
            return (T)Convert.ChangeType((long)value.Bits, typeof(T));
        }

        public Scalar ToScalar() => Scalar.From(ReadItem());

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>A copy of all elements in row-major order; waits for the device.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            Refresh();
            if (TypeOf<T>() != dtype)
                throw new ArgumentException($"data<{typeof(T).Name}>: the tensor is {Signature}; ask for its own type, or convert it.");
            var elements = new T[numel()];
            if (elements.Length > 0)
                CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(elements.AsSpan()));
            return new TensorAccessor<T>(elements);
        }

        /// <summary>The elements' bytes of a contiguous tensor on the CPU: the memory itself, valid while the tensor is.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                // Another handle of the same tensor may have resized it since; only here would an old size read beyond the memory.
                Refresh();
                using var held = new Holding(this);
                if (device_type != DeviceType.CPU || !is_contiguous())
                    throw new InvalidOperationException($"bytes: {Signature} must be contiguous and on the cpu: call contiguous() and cpu() first.");
                Native.Check(Native.mz_tensor_data(held.Handle, out var data), this, "bytes");
                return new Span<byte>((void*)data, checked((int)(numel() * ElementSize)));
            }
            set
            {
                var room = bytes;
                if (value.Length != room.Length)
                    throw new ArgumentException($"bytes: {Signature} takes {room.Length} bytes, but {value.Length} are given.");
                value.CopyTo(room);
            }
        }

        private void CopyTo(Span<byte> destination)
        {
            using var scope = NewDisposeScope();
            (device_type == DeviceType.CPU ? this : cpu()).detach().contiguous().bytes.CopyTo(destination);
        }

        private NativeResult ReadItem()
        {
            if (IsInvalid)
                throw new ObjectDisposedException(nameof(Tensor), "item: the tensor has been disposed already.");
            var status = Native.mz_tensor_item(Hold(), out var value);
            LetGo();
            if (status < 0)
                Native.Check(status, this, "item");
            return value;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => CallInPlace("copy_", this, source, nonBlocking);
        public Tensor cpu() => to(CPU);
        public Tensor cuda(Device? device = null) => to(device ?? CUDA);
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Call("to.dtype", this, type, non_blocking, copy), disposeAfter);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Call("to.device", this, device.Available(), dtype, non_blocking, copy), disposeAfter);
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Call("to.device", this, device.Available(), type, non_blocking, copy), disposeAfter);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(type, copy, disposeAfter, non_blocking);
        public Tensor type_as(Tensor tensor) => to(tensor.dtype);
        public Tensor @float() => to(ScalarType.Float32);
        public Tensor @double() => to(ScalarType.Float64);
        public Tensor @long() => to(ScalarType.Int64);
        public Tensor @int() => to(ScalarType.Int32);
        public Tensor @byte() => to(ScalarType.Byte);
        public Tensor @bool() => to(ScalarType.Bool);
        public Tensor bfloat16() => to(ScalarType.BFloat16);
        public Tensor half() => to(ScalarType.Float16);

        private Tensor After(Tensor converted, bool disposeAfter)
        {
            if (disposeAfter)
                Dispose();
            return converted;
        }
    }
}
