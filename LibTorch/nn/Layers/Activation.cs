using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public sealed class ReLU(bool inplace) : nn.Module<Tensor, Tensor>(nameof(ReLU)) { public override Tensor forward(Tensor input) => relu(input, inplace); }
    public sealed class ReLU6(bool inplace) : nn.Module<Tensor, Tensor>(nameof(ReLU6)) { public override Tensor forward(Tensor input) => relu6(input, inplace); }
    public sealed class LeakyReLU(double negative_slope, bool inplace) : nn.Module<Tensor, Tensor>(nameof(LeakyReLU)) { public override Tensor forward(Tensor input) => leaky_relu(input, negative_slope, inplace); }
    public sealed class ELU(double alpha, bool inplace) : nn.Module<Tensor, Tensor>(nameof(ELU)) { public override Tensor forward(Tensor input) => elu(input, alpha, inplace); }
    public sealed class SELU(bool inplace) : nn.Module<Tensor, Tensor>(nameof(SELU)) { public override Tensor forward(Tensor input) => selu(input, inplace); }
    public sealed class CELU(double alpha, bool inplace) : nn.Module<Tensor, Tensor>(nameof(CELU)) { public override Tensor forward(Tensor input) => celu(input, alpha, inplace); }
    public sealed class GELU() : nn.Module<Tensor, Tensor>(nameof(GELU)) { public override Tensor forward(Tensor input) => gelu(input); }
    public sealed class SiLU() : nn.Module<Tensor, Tensor>(nameof(SiLU)) { public override Tensor forward(Tensor input) => silu(input); }
    public sealed class Mish() : nn.Module<Tensor, Tensor>(nameof(Mish)) { public override Tensor forward(Tensor input) => mish(input); }
    public sealed class Softplus(double beta, double threshold) : nn.Module<Tensor, Tensor>(nameof(Softplus)) { public override Tensor forward(Tensor input) => softplus(input, beta, threshold); }
    public sealed class Softsign() : nn.Module<Tensor, Tensor>(nameof(Softsign)) { public override Tensor forward(Tensor input) => softsign(input); }
    public sealed class Sigmoid() : nn.Module<Tensor, Tensor>(nameof(Sigmoid)) { public override Tensor forward(Tensor input) => input.sigmoid(); }
    public sealed class LogSigmoid() : nn.Module<Tensor, Tensor>(nameof(LogSigmoid)) { public override Tensor forward(Tensor input) => logsigmoid(input); }
    public sealed class Tanh() : nn.Module<Tensor, Tensor>(nameof(Tanh)) { public override Tensor forward(Tensor input) => tanh(input); }
    public sealed class Hardtanh(double min_val, double max_val, bool inplace) : nn.Module<Tensor, Tensor>(nameof(Hardtanh)) { public override Tensor forward(Tensor input) => hardtanh(input, min_val, max_val, inplace); }
    public sealed class Hardsigmoid(bool inplace) : nn.Module<Tensor, Tensor>(nameof(Hardsigmoid)) { public override Tensor forward(Tensor input) => hardsigmoid(input, inplace); }
    public sealed class Hardswish(bool inplace) : nn.Module<Tensor, Tensor>(nameof(Hardswish)) { public override Tensor forward(Tensor input) => hardswish(input, inplace); }
    public sealed class GLU(long dim) : nn.Module<Tensor, Tensor>(nameof(GLU)) { public override Tensor forward(Tensor input) => glu(input, dim); }
    public sealed class Softmax(long dim) : nn.Module<Tensor, Tensor>(nameof(Softmax)) { public override Tensor forward(Tensor input) => softmax(input, dim); }
    public sealed class LogSoftmax(long dim) : nn.Module<Tensor, Tensor>(nameof(LogSoftmax)) { public override Tensor forward(Tensor input) => log_softmax(input, dim); }

    public sealed class PReLU : nn.Module<Tensor, Tensor>
    {
        public Parameter weight { get; set; }

        internal PReLU(long parameters, double init, Device? device, ScalarType? dtype) : base(nameof(PReLU)) =>
            weight = new Parameter(full([parameters], init, dtype, device));

        public override Tensor forward(Tensor input) => prelu(input, weight);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);
            public static Modules.ReLU6 ReLU6(bool inplace = false) => new(inplace);
            public static Modules.LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);
            public static Modules.ELU ELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
            public static Modules.SELU SELU(bool inplace = false) => new(inplace);
            public static Modules.CELU CELU(double alpha = 1.0, bool inplace = false) => new(alpha, inplace);
            public static Modules.GELU GELU() => new();
            public static Modules.SiLU SiLU() => new();
            public static Modules.Mish Mish() => new();
            public static Modules.Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);
            public static Modules.Softsign Softsign() => new();
            public static Modules.Sigmoid Sigmoid() => new();
            public static Modules.LogSigmoid LogSigmoid() => new();
            public static Modules.Tanh Tanh() => new();
            public static Modules.Hardtanh Hardtanh(double min_val = -1.0, double max_val = 1.0, bool inplace = false) => new(min_val, max_val, inplace);
            public static Modules.Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);
            public static Modules.Hardswish Hardswish(bool inplace = false) => new(inplace);
            public static Modules.GLU GLU(long dim = -1) => new(dim);
            public static Modules.PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);
            public static Modules.Softmax Softmax(long dim) => new(dim);
            public static Modules.LogSoftmax LogSoftmax(long dim) => new(dim);
        }
    }
}
