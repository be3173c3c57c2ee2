using System.Runtime.InteropServices;
using LibTorch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds every default generator, so that what follows is PyTorch's own stream after manual_seed.</summary>
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.mz_manual_seed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>A source of random numbers; its state can be read and put back.</summary>
    public class Generator : SafeHandle
    {
        public Device device { get; }

        public Generator(ulong seed = 0, Device? device = null) : base(0, ownsHandle: true)
        {
            this.device = (device ?? CPU).Available();
            nint handle;
            if (this.device.type == DeviceType.CPU)
            {
                Native.Check(Native.mz_generator_new(seed, out handle), "Generator");
                SetHandle(handle);
                return;
            }
            Native.Check(Native.mz_generator_default((int)this.device.type, Math.Max(this.device.index, 0), out handle), "Generator");
            SetHandle(handle);
            manual_seed((long)seed);
        }

        private Generator(Device device, nint handle) : base(0, ownsHandle: true)
        {
            this.device = device;
            SetHandle(handle);
        }

        /// <summary>The generator of the CPU that every random operator uses if none is given.</summary>
        public static Generator Default { get; } = DefaultOf(CPU);

        public static Generator DefaultOf(Device device)
        {
            Native.Check(Native.mz_generator_default((int)device.Available().type, Math.Max(device.index, 0), out var handle), "Generator");
            return new Generator(device, handle);
        }

        public Generator manual_seed(long seed)
        {
            using var held = new Holding(this);
            Native.Check(Native.mz_generator_seed(held.Handle, (ulong)seed));
            return this;
        }

        public long initial_seed()
        {
            using var held = new Holding(this);
            Native.Check(Native.mz_generator_initial_seed(held.Handle, out var seed));
            return (long)seed;
        }

        public Tensor get_state()
        {
            using var held = new Holding(this);
            Native.Check(Native.mz_generator_state(held.Handle, out var state));
            return new Tensor(in state);
        }

        public void set_state(Tensor value)
        {
            using var held = new Holding(this);
            using var state = new Holding(value);
            Native.Check(Native.mz_generator_set_state(held.Handle, state.Handle));
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Native.mz_generator_free(handle);
            return true;
        }

        internal nint Hold()
        {
            bool held = false;
            DangerousAddRef(ref held);
            return handle;
        }
    }
}
