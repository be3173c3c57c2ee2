using LibTorch;

namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device CUDA = new(DeviceType.CUDA);
    public static readonly Device META = new(DeviceType.META);

    public static Device device(string description) => new(description);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Where a tensor lives: "cpu", "cuda", "cuda:1".</summary>
    public class Device : IEquatable<Device>
    {
        public DeviceType type { get; }
        public int index { get; }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(string description)
        {
            var colon = description.IndexOf(':');
            var name = colon < 0 ? description : description[..colon];
            index = -1;
            if (!Enum.TryParse(name, ignoreCase: true, out DeviceType known) || char.IsDigit(name[0])
                || (colon >= 0 && (!int.TryParse(description.AsSpan(colon + 1), out var number) || (index = number) < 0)))
                throw new ArgumentException($"'{description}' is not a device: write cpu, cuda or cuda:N.", nameof(description));
            type = known;
        }

        public static implicit operator Device(string description) => new(description);

        public bool Equals(Device? other) => other is not null && type == other.type && Math.Max(index, 0) == Math.Max(other.index, 0);
        public override bool Equals(object? obj) => Equals(obj as Device);
        public override int GetHashCode() => HashCode.Combine(type, Math.Max(index, 0));
        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";

        /// <summary>Said before any work: a sentence instead of a failure somewhere inside.</summary>
        internal Device Available()
        {
            if (type == DeviceType.CUDA && !cuda.is_available())
                throw new TorchException($"The device {this} was asked for, but the libtorch in use ({__version__}) has no CUDA or sees no GPU: use the cpu, or set LIBTORCH to a libtorch with CUDA.");
            return this;
        }
    }
}
