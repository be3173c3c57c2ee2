using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Call("abs", this);
        public Tensor neg() => Call("neg", this);
        public Tensor exp() => Call("exp", this);
        public Tensor exp2() => Call("exp2", this);
        public Tensor expm1() => Call("expm1", this);
        public Tensor log() => Call("log", this);
        public Tensor log2() => Call("log2", this);
        public Tensor log10() => Call("log10", this);
        public Tensor log1p() => Call("log1p", this);
        public Tensor sqrt() => Call("sqrt", this);
        public Tensor rsqrt() => Call("rsqrt", this);
        public Tensor sin() => Call("sin", this);
        public Tensor cos() => Call("cos", this);
        public Tensor tan() => Call("tan", this);
        public Tensor sinh() => Call("sinh", this);
        public Tensor cosh() => Call("cosh", this);
        public Tensor tanh() => Call("tanh", this);
        public Tensor asin() => Call("asin", this);
        public Tensor acos() => Call("acos", this);
        public Tensor atan() => Call("atan", this);
        public Tensor sigmoid() => Call("sigmoid", this);
        public Tensor relu() => Call("relu", this);
        public Tensor floor() => Call("floor", this);
        public Tensor ceil() => Call("ceil", this);
        public Tensor trunc() => Call("trunc", this);
        public Tensor frac() => Call("frac", this);
        public Tensor sign() => Call("sign", this);
        public Tensor reciprocal() => Call("reciprocal", this);
        public Tensor erf() => Call("erf", this);
        public Tensor erfinv() => Call("erfinv", this);
        public Tensor square() => Call("square", this);
        public Tensor round() => Call("round", this);

        public Tensor abs_() => CallInPlace("abs_", this);
        public Tensor neg_() => CallInPlace("neg_", this);
        public Tensor exp_() => CallInPlace("exp_", this);
        public Tensor log_() => CallInPlace("log_", this);
        public Tensor sqrt_() => CallInPlace("sqrt_", this);
        public Tensor rsqrt_() => CallInPlace("rsqrt_", this);
        public Tensor sin_() => CallInPlace("sin_", this);
        public Tensor cos_() => CallInPlace("cos_", this);
        public Tensor tanh_() => CallInPlace("tanh_", this);
        public Tensor sigmoid_() => CallInPlace("sigmoid_", this);
        public Tensor relu_() => CallInPlace("relu_", this);
        public Tensor floor_() => CallInPlace("floor_", this);
        public Tensor ceil_() => CallInPlace("ceil_", this);
        public Tensor sign_() => CallInPlace("sign_", this);
        public Tensor reciprocal_() => CallInPlace("reciprocal_", this);

        public Tensor add(Tensor target) => Call("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Call("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => Call("add.Scalar", this, scalar);
        public Tensor add_(Tensor target) => CallInPlace("add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => CallInPlace("add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => CallInPlace("add_.Scalar", this, scalar);
        public Tensor sub(Tensor target) => Call("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Call("sub.Scalar", this, target);
        public Tensor sub_(Tensor target) => CallInPlace("sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => CallInPlace("sub_.Scalar", this, target);
        public Tensor mul(Tensor target) => Call("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Call("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => CallInPlace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => CallInPlace("mul_.Scalar", this, target);
        public Tensor div(Tensor target) => Call("div.Tensor", this, target);
        public Tensor div(Scalar target) => Call("div.Scalar", this, target);
        public Tensor div_(Tensor target) => CallInPlace("div_.Tensor", this, target);
        public Tensor div_(Scalar target) => CallInPlace("div_.Scalar", this, target);
        public Tensor floor_divide(Scalar other) => Call("floor_divide.Scalar", this, other);
        public Tensor remainder(Tensor target) => Call("remainder.Tensor", this, target);
        public Tensor remainder(Scalar scalar) => Call("remainder.Scalar", this, scalar);
        public Tensor pow(Tensor exponent) => Call("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Call("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Scalar exponent) => CallInPlace("pow_.Scalar", this, exponent);
        public Tensor maximum(Tensor other) => Call("maximum", this, other);
        public Tensor minimum(Tensor other) => Call("minimum", this, other);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Call("clamp", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => CallInPlace("clamp_", this, min, max);
        public Tensor clamp_min(Scalar min) => Call("clamp_min", this, min);
        public Tensor clamp_max(Scalar max) => Call("clamp_max", this, max);
        public Tensor lerp(Tensor end, Tensor weight) => Call("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => CallInPlace("lerp_.Tensor", this, end, weight);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Call("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => CallInPlace("addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Call("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => CallInPlace("addcdiv_", this, tensor1, tensor2, value);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Call("nan_to_num", this, nan, posinf, neginf);
    }
}
