using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            // Defaults of two dimensions, made once.
            private static readonly long[] Zeros = [0, 0], Ones = [1, 1];

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Call("linear", input, weights, bias);

            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Call("conv1d", input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Call("conv2d", input, weight, bias, strides ?? Ones, padding ?? Zeros, dilation ?? Ones, groups);
            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1) =>
                Call("conv_transpose1d", input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { output_padding ?? 0 }, groups, new[] { dilation ?? 1 });
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Call("conv_transpose2d.input", input, weight, bias, strides ?? Ones, padding ?? Zeros, output_padding ?? Zeros, groups, dilation ?? Ones);

            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Call("max_pool1d", input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, ceil_mode);
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Call("max_pool2d", input, kernel_size, strides ?? kernel_size, padding ?? Zeros, dilation ?? Ones, ceil_mode);
            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Call("avg_pool1d", input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, ceil_mode, count_include_pad);
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Call("avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? Zeros, ceil_mode, count_include_pad);
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => Call("adaptive_avg_pool1d", input, new[] { output_size });
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Call("adaptive_avg_pool2d", input, output_size);
            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) => CallMany("adaptive_max_pool2d", input, output_size)[0];

            // (sum |x|^p)^(1/p) over each window, by the average times the window's size, as PyTorch does.
            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                var mean = avg_pool2d(input.pow(norm_type), kernel_size, stride ?? kernel_size, null, ceil_mode);
                return (mean.sign() * mean.abs().relu()).mul(kernel_size[0] * kernel_size[1]).pow(1.0 / norm_type);
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, [kernel_size, kernel_size], stride is { } s ? [s, s] : null, ceil_mode);

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                Call("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Call("layer_norm", input, normalized_shape, weight, bias, eps);
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Call("group_norm", input, num_groups, weight, bias, eps);

            /// <summary>x / (k + alpha * mean of squares over `size` neighbouring channels)^beta (Krizhevsky 2012, 3.3).</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0)
            {
                if (input.ndim < 3)
                    throw new ArgumentException($"local_response_norm: {input.Signature} has no channels with places: at least 3 dimensions are needed.");
                var squares = input.square().unsqueeze(1).flatten(3);                              // N 1 C HW
                squares = pad(squares, [0, 0, size / 2, (size - 1) / 2]);
                var near = avg_pool2d(squares, [size, 1], [1, 1]).squeeze(1).view_as(input);
                return input / (near * alpha + k).pow(beta);
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Call("one_hot", x, num_classes);
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12) =>
                input / input.norm((int)dim, keepdim: true, (float)p).clamp_min(eps).expand_as(input);
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode is PaddingModes.Constant or PaddingModes.Zeros ? Call("pad", input, pad, "constant", value) : Call("pad", input, pad, mode.ToString().ToLowerInvariant());
        }
    }
}

public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

public enum Padding
{
    Valid = 0,
    Same = 1,
}
