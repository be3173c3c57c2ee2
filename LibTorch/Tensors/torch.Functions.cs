using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Call("cat", Elements(tensors), dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Call("stack", tensors.ToArray(), dim);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Call("where.self", condition, x, y);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Call("einsum", equation, tensors);
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => CallMany("meshgrid.indexing", tensors.ToArray(), indexing);

    public static Tensor abs(Tensor input) => input.abs();
    public static Tensor exp(Tensor input) => input.exp();
    public static Tensor log(Tensor input) => input.log();
    public static Tensor sqrt(Tensor input) => input.sqrt();
    public static Tensor sin(Tensor input) => input.sin();
    public static Tensor cos(Tensor input) => input.cos();
    public static Tensor tanh(Tensor input) => input.tanh();
    public static Tensor sigmoid(Tensor input) => input.sigmoid();
    public static Tensor square(Tensor input) => input.square();
    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);
    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);
    public static Tensor mean(Tensor input) => input.mean();
    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) => input.mean(dimensions, keepdim, type);
    public static Tensor std(Tensor input, bool unbiased = true) => input.std(unbiased);
    public static Tensor var(Tensor input, bool unbiased = true) => input.var(unbiased);
    public static Tensor max(Tensor input) => input.max();
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);
    public static Tensor min(Tensor input) => input.min();
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);
    public static Tensor isnan(Tensor input) => input.isnan();
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    public static class linalg
    {
        public static Tensor inv(Tensor input) => Call("linalg_inv", input);
        public static Tensor det(Tensor input) => Call("linalg_det", input);
        public static Tensor cholesky(Tensor input) => Call("linalg_cholesky", input);
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Call("linalg_solve", A, B, left);
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => Three(CallMany("linalg_svd", input, fullMatrices));
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Tensor.Pair(CallMany("linalg_eigh", input, UPLO.ToString()));
        public static (Tensor Q, Tensor R) qr(Tensor input) => Tensor.Pair(CallMany("linalg_qr", input));

        private static (Tensor, Tensor, Tensor) Three(Tensor[] results) => (results[0], results[1], results[2]);
    }
}
