using LibTorch;
using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor bernoulli(Generator? generator = null) => Call("bernoulli", this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => CallInPlace("bernoulli_.float", this, p, generator);
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) => CallInPlace("normal_", this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => CallInPlace("uniform_", this, from, to, generator);
        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => CallInPlace("exponential_", this, lambda, generator);
        public Tensor random_(double from, double to, Generator? generator = null) => CallInPlace("random_.from", this, (long)from, (long)to, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Call("multinomial", this, num_samples, replacement, generator);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Grad(Call("rand_like", this, dtype, Argument.None, device), requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Grad(Call("randn_like", this, dtype, Argument.None, device), requires_grad);
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Grad(Call("zeros_like", this, dtype, Argument.None, device), requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Grad(Call("ones_like", this, dtype, Argument.None, device), requires_grad);
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Grad(Call("empty_like", this, dtype, Argument.None, device), requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Grad(Call("full_like", this, value, dtype, Argument.None, device), requires_grad);
        public Tensor zero_() => CallInPlace("zero_", this);
        public Tensor fill_(Scalar value) => CallInPlace("fill_.Scalar", this, value);

        internal static Tensor Grad(Tensor tensor, bool wanted) => wanted ? tensor.requires_grad_() : tensor;
    }
}
