namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Starting values for parameters, drawn in PyTorch's order from PyTorch's stream.</summary>
        public static class init
        {
            public enum NonlinearityType { Linear, Conv1D, Conv2D, Conv3D, ConvTranspose1D, ConvTranspose2D, ConvTranspose3D, Sigmoid, Tanh, ReLU, LeakyReLU }
            public enum FanInOut { FanIn, FanOut }

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);
            public static Tensor constant_(Tensor tensor, Scalar val) => Quiet(() => tensor.fill_(val));
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => LibTorch.Initialization.Skipped ? tensor : Quiet(() => tensor.uniform_(low, high, generator));
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => LibTorch.Initialization.Skipped ? tensor : Quiet(() => tensor.normal_(mean, std, generator));

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                double bound = Math.Sqrt(3.0) * XavierStd(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1.0) => normal_(tensor, 0, XavierStd(tensor, gain));

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3.0) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            /// <summary>A normal distribution cut at a and b, by the inverse of its distribution function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0, Generator? generator = null)
            {
                double low = Cumulative((a - mean) / std), high = Cumulative((b - mean) / std);
                return Quiet(() => LibTorch.Operators.CallInPlace("erfinv_", tensor.uniform_(2 * low - 1, 2 * high - 1, generator))
                    .mul_(std * Math.Sqrt(2.0)).add_(mean).clamp_(a, b));
            }

            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                if (tensor.ndim < 2)
                    throw new ArgumentException($"orthogonal_: {tensor.Signature} has rows only: at least 2 dimensions are needed.");
                if (tensor.numel() == 0)
                    return tensor;
                long rows = tensor.shape[0], columns = tensor.numel() / rows;
                return Quiet(() =>
                {
                    using var scope = NewDisposeScope();
                    var random = empty([rows, columns], tensor.dtype, tensor.device).normal_(0, 1);
                    var (q, r) = linalg.qr(rows < columns ? random.t() : random);
                    q = q * r.diag().sign();
                    tensor.view(rows, columns).copy_(rows < columns ? q.t() : q);
                    return tensor.mul_(gain);
                });
            }

            /// <summary>Each column keeps a part of its normal weights; the others are zero (Martens 2010).</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.ndim != 2)
                    throw new ArgumentException($"sparse_: {tensor.Signature} is not a matrix.");
                long rows = tensor.shape[0], zeros = (long)Math.Ceiling(sparsity * rows);
                return Quiet(() =>
                {
                    tensor.normal_(0, std);
                    for (long column = 0; column < tensor.shape[1]; column++)
                    {
                        using var scope = NewDisposeScope();
                        var chosen = randperm(rows).narrow(0, 0, zeros);
                        tensor.select(1, column).index_fill_(0, chosen, 0);
                    }
                    return tensor;
                });
            }

            /// <summary>The factor that keeps a signal's variance through the nonlinearity.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0.0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>How many numbers a unit adds up, and how many units one number goes to.</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                if (tensor.ndim < 2)
                    throw new ArgumentException($"The fan of {tensor.Signature} is not defined: at least 2 dimensions are needed.");
                long field = tensor.shape[2..].Aggregate(1L, (product, size) => product * size);
                return (tensor.shape[1] * field, tensor.shape[0] * field);
            }

            private static double XavierStd(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static double Cumulative(double x) => (1 + Erf(x / Math.Sqrt(2.0))) / 2;

            private static double Erf(double x)
            {
                using var scope = NewDisposeScope();
                return tensor(x).erf().item<double>();
            }

            private static Tensor Quiet(Func<Tensor> fill)
            {
                using var off = no_grad();
                return fill();
            }
        }
    }
}
