using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public sealed class MaxPool1d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode) : nn.Module<Tensor, Tensor>(nameof(MaxPool1d)) { public override Tensor forward(Tensor input) => max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode); }
    public sealed class MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode) : nn.Module<Tensor, Tensor>(nameof(MaxPool2d)) { public override Tensor forward(Tensor input) => max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode); }
    public sealed class AvgPool1d(long kernel_size, long? stride, long? padding, bool ceil_mode, bool count_include_pad) : nn.Module<Tensor, Tensor>(nameof(AvgPool1d)) { public override Tensor forward(Tensor input) => avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad); }
    public sealed class AvgPool2d(long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad) : nn.Module<Tensor, Tensor>(nameof(AvgPool2d)) { public override Tensor forward(Tensor input) => avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad); }
    public sealed class AdaptiveAvgPool1d(long output_size) : nn.Module<Tensor, Tensor>(nameof(AdaptiveAvgPool1d)) { public override Tensor forward(Tensor input) => adaptive_avg_pool1d(input, output_size); }
    public sealed class AdaptiveAvgPool2d(long[] output_size) : nn.Module<Tensor, Tensor>(nameof(AdaptiveAvgPool2d)) { public override Tensor forward(Tensor input) => adaptive_avg_pool2d(input, output_size); }
    public sealed class AdaptiveMaxPool2d(long[] output_size) : nn.Module<Tensor, Tensor>(nameof(AdaptiveMaxPool2d)) { public override Tensor forward(Tensor input) => adaptive_max_pool2d(input, output_size); }
    public sealed class LPPool2d(double norm_type, long[] kernel_size, long[]? stride, bool ceil_mode) : nn.Module<Tensor, Tensor>(nameof(LPPool2d)) { public override Tensor forward(Tensor input) => lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode); }
    public sealed class LocalResponseNorm(long size, double alpha, double beta, double k) : nn.Module<Tensor, Tensor>(nameof(LocalResponseNorm)) { public override Tensor forward(Tensor input) => local_response_norm(input, size, alpha, beta, k); }
    public sealed class Flatten(long start_dim, long end_dim) : nn.Module<Tensor, Tensor>(nameof(Flatten)) { public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim); }
    public sealed class Unflatten(long dim, long[] unflattened_size) : nn.Module<Tensor, Tensor>(nameof(Unflatten)) { public override Tensor forward(Tensor input) => input.unflatten(dim, unflattened_size); }
    public sealed class Identity() : nn.Module<Tensor, Tensor>(nameof(Identity)) { public override Tensor forward(Tensor input) => input.alias(); }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);
            public static Modules.MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);
            public static Modules.AvgPool1d AvgPool1d(long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) => new(kernel_size, stride, padding, ceil_mode, count_include_pad);
            public static Modules.AvgPool2d AvgPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true) => new(kernel_size, stride, padding, ceil_mode, count_include_pad);
            public static Modules.AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);
            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);
            public static Modules.AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);
            public static Modules.LPPool2d LPPool2d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);
            public static Modules.LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0) => new(size, alpha, beta, k);
            public static Modules.Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
            public static Modules.Unflatten Unflatten(long dim, long[] unflattened_size) => new(dim, unflattened_size);
            public static Modules.Identity Identity() => new();
            public static Modules.MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(Twice(kernel_size), Twice(stride), Twice(padding), Twice(dilation), ceil_mode);
            public static Modules.AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) => new(Twice(kernel_size), Twice(stride), Twice(padding), ceil_mode, count_include_pad);
            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);
            public static Modules.LPPool2d LPPool2d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, Twice(kernel_size), Twice(stride), ceil_mode);

            private static long[] Twice(long size) => [size, size];
            private static long[]? Twice(long? size) => size is { } one ? [one, one] : null;
        }
    }
}
