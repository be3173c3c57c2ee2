using LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>What the convolutions share: the numbers of their geometry, the weights, and padding of any mode.</summary>
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        private readonly Padding? _named;

        public Parameter weight { get; set; }
        public Parameter? bias { get; set; }
        public long in_channels { get; }
        public long out_channels { get; }
        public long[] kernel_size { get; }
        public long[] stride { get; }
        public long[] padding { get; }
        public long[] dilation { get; }
        public long[] output_padding { get; }
        public PaddingModes padding_mode { get; }
        public long groups { get; }

        internal Convolution(string name, long inputs, long outputs, Geometry geometry, bool hasBias, Device? device, ScalarType? dtype) : base(name)
        {
            (in_channels, out_channels, groups, padding_mode) = (inputs, outputs, geometry.Groups, geometry.Mode);
            (kernel_size, stride, padding, dilation, output_padding) = (geometry.Kernel, geometry.Stride, geometry.Padding, geometry.Dilation, geometry.OutputPadding);
            _named = geometry.Named;
            if (inputs % groups != 0 || outputs % groups != 0)
                throw new ArgumentException($"{name}: {inputs} input and {outputs} output channels cannot be divided into {groups} groups.");
            long[] size = geometry.Transposed ? [inputs, outputs / groups, .. kernel_size] : [outputs, inputs / groups, .. kernel_size];
            weight = new Parameter(Initial.Fan(empty(size, dtype, device)));
            if (hasBias)
                bias = new Parameter(Initial.Bias(empty([outputs], dtype, device), weight));
        }

        // One operator for every number of dimensions; its named padding has an overload of its own.
        private protected Tensor Convolve(string op, string opWithNamedPadding, Tensor input)
        {
            if (padding_mode is not (PaddingModes.Zeros or PaddingModes.Constant))
            {
                using var padded = nn.functional.pad(input, Around(), padding_mode);
                return Operators.Call(op, padded, weight, bias, stride, new long[padding.Length], dilation, groups);
            }
            return _named is { } named
                ? Operators.Call(opWithNamedPadding, input, weight, bias, stride, named.ToString().ToLowerInvariant(), dilation, groups)
                : Operators.Call(op, input, weight, bias, stride, padding, dilation, groups);
        }

        // The sides of the last dimension first, as `pad` takes them.
        private long[] Around() => [.. padding.Select((p, i) => _named switch
        {
            Padding.Same => dilation[i] * (kernel_size[i] - 1),
            Padding.Valid => 0,
            _ => 2 * p,
        }).Reverse().SelectMany(both => new[] { both / 2, both - both / 2 })];
    }

    internal sealed record Geometry(long[] Kernel, long[] Stride, long[] Padding, long[] Dilation, PaddingModes Mode, long Groups, Padding? Named = null)
    {
        internal long[] OutputPadding { get; init; } = new long[Kernel.Length];
        internal bool Transposed { get; init; }
    }

    public sealed class Conv1d : Convolution
    {
        internal Conv1d(long inputs, long outputs, Geometry geometry, bool bias, Device? device, ScalarType? dtype) : base(nameof(Conv1d), inputs, outputs, geometry, bias, device, dtype) { }
        public override Tensor forward(Tensor input) => Convolve("conv1d", "conv1d.padding", input);
    }

    public sealed class Conv2d : Convolution
    {
        internal Conv2d(long inputs, long outputs, Geometry geometry, bool bias, Device? device, ScalarType? dtype) : base(nameof(Conv2d), inputs, outputs, geometry, bias, device, dtype) { }
        public override Tensor forward(Tensor input) => Convolve("conv2d", "conv2d.padding", input);
    }

    public sealed class ConvTranspose1d : Convolution
    {
        internal ConvTranspose1d(long inputs, long outputs, Geometry geometry, bool bias, Device? device, ScalarType? dtype) : base(nameof(ConvTranspose1d), inputs, outputs, geometry, bias, device, dtype) { }
        public override Tensor forward(Tensor input) => Operators.Call("conv_transpose1d", input, weight, bias, stride, padding, output_padding, groups, dilation);
    }

    public sealed class ConvTranspose2d : Convolution
    {
        internal ConvTranspose2d(long inputs, long outputs, Geometry geometry, bool bias, Device? device, ScalarType? dtype) : base(nameof(ConvTranspose2d), inputs, outputs, geometry, bias, device, dtype) { }
        public override Tensor forward(Tensor input) => Operators.Call("conv_transpose2d.input", input, weight, bias, stride, padding, output_padding, groups, dilation);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new([kernel_size], [stride], [padding], [dilation], padding_mode, groups), bias, device, dtype);
            public static Modules.Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new([kernel_size], [stride], [0], [dilation], padding_mode, groups, padding), bias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new([kernel_size, kernel_size], [stride, stride], [padding, padding], [dilation, dilation], padding_mode, groups), bias, device, dtype);
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new([kernel_size, kernel_size], [stride, stride], [0, 0], [dilation, dilation], padding_mode, groups, padding), bias, device, dtype);
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new(Two(kernel_size), Two(stride ?? (1, 1)), Two(padding ?? (0, 0)), Two(dilation ?? (1, 1)), padding_mode, groups), bias, device, dtype);

            public static Modules.ConvTranspose1d ConvTranspose1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new([kernel_size], [stride], [padding], [dilation], padding_mode, groups) { OutputPadding = [output_padding], Transposed = true }, bias, device, dtype);
            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, new([kernel_size, kernel_size], [stride, stride], [padding, padding], [dilation, dilation], padding_mode, groups) { OutputPadding = [output_padding, output_padding], Transposed = true }, bias, device, dtype);

            private static long[] Two((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}
