using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();
            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? CallInPlace("relu6_", x) : x.relu6();
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace ? CallInPlace("leaky_relu_", input, (Scalar)negative_slope) : input.leaky_relu(negative_slope);
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => inplace ? CallInPlace("elu_", x, (Scalar)alpha) : x.elu(alpha);
            public static Tensor selu(Tensor x, bool inplace = false) => inplace ? CallInPlace("selu_", x) : x.selu();
            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => inplace ? CallInPlace("celu_", x, (Scalar)alpha) : x.celu(alpha);
            public static Tensor gelu(Tensor x) => x.gelu();
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? CallInPlace("silu_", x) : x.silu();
            public static Tensor mish(Tensor x, bool inplace = false) => inplace ? CallInPlace("mish_", x) : Call("mish", x);
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);
            public static Tensor softsign(Tensor x, bool inplace = false) => x.div(x.abs() + 1);
            public static Tensor sigmoid(Tensor x) => x.sigmoid();
            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();
            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();
            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false) => inplace ? CallInPlace("hardtanh_", x, (Scalar)min_val, (Scalar)max_val) : x.hardtanh(min_val, max_val);
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => inplace ? CallInPlace("hardsigmoid_", input) : input.hardsigmoid();
            public static Tensor hardswish(Tensor input, bool inplace = false) => inplace ? CallInPlace("hardswish_", input) : input.hardswish();
            public static Tensor prelu(Tensor input, Tensor weight) => input.prelu(weight);
            public static Tensor glu(Tensor input, long dim = -1) => input.glu(dim);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? CallInPlace("dropout_", input, p, training) : Call("dropout", input, p, training);
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Call("feature_dropout", input, p, training);
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? CallInPlace("feature_dropout_", input, p, training) : Call("feature_dropout", input, p, training);
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => inplace ? CallInPlace("alpha_dropout_", input, p, training) : Call("alpha_dropout", input, p, training);
        }
    }
}
