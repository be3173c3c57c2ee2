// Stochastic depth. G. Huang, Y. Sun, Z. Liu, D. Sedra, K. Weinberger, "Deep networks with stochastic depth", 2016.
// Idea: training skips residual blocks at random, later blocks more often. Training is short, the result deep.
// Different here: each example draws its own blocks, and training scales what remains, so that evaluation is as usual.

namespace ModelZoo.Convolutional;

/// <summary>Skips a residual block for an example with this probability.</summary>
public sealed class StochasticDepth(double p) : Module<Tensor, Tensor>("stochastic-depth")
{
    public override Tensor forward(Tensor input)                            // (N, ...)
    {
        if (!training || p == 0)
            return input;
        long[] shape = [input.shape[0], .. Enumerable.Repeat(1L, (int)input.ndim - 1)];
        return input * functional.dropout(ones(shape, input.dtype, input.device), p, training: true);
    }
}
