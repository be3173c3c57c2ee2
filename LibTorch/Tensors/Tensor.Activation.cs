using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor softmax(long dim, ScalarType? dtype = null) => Call("softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Call("log_softmax.int", this, dim, dtype);
        public Tensor log_sigmoid() => Call("log_sigmoid", this);
        public Tensor softplus(double beta = 1, double threshold = 20) => Call("softplus", this, (Scalar)beta, (Scalar)threshold);
        public Tensor gelu() => Call("gelu", this);
        public Tensor silu() => Call("silu", this);
        public Tensor selu() => Call("selu", this);
        public Tensor relu6() => Call("relu6", this);
        public Tensor elu(double alpha = 1) => Call("elu", this, (Scalar)alpha);
        public Tensor celu(Scalar alpha) => Call("celu", this, alpha);
        public Tensor leaky_relu(Scalar negative_slope) => Call("leaky_relu", this, negative_slope);
        public Tensor hardtanh(Scalar min, Scalar max) => Call("hardtanh", this, min, max);
        public Tensor hardsigmoid() => Call("hardsigmoid", this);
        public Tensor hardswish() => Call("hardswish", this);
        public Tensor prelu(Tensor target) => Call("prelu", this, target);
        public Tensor glu(long dim = -1) => Call("glu", this, dim);
    }
}
