// Stochastic depth. G. Huang, Y. Sun, Z. Liu, D. Sedra, K. Weinberger, "Deep networks with stochastic depth", 2016.
// The idea: a residual block that is left out now and then, the later ones more often, trains a short network and tests a deep one.
// Differs from the paper: drawn for each example and scaled while training, so that nothing changes in a test.

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

/// <summary>Leaves out all that a residual block adds to an example, with this probability.</summary>
public sealed class StochasticDepth(double p) : Module<Tensor, Tensor>("stochastic-depth")
{
    public override Tensor forward(Tensor input)                            // (N, ...)
    {
        if (!training || p == 0)
            return input;
        var each = ones([input.shape[0], .. Enumerable.Repeat(1L, (int)input.ndim - 1)], input.dtype, input.device);
        return input * functional.dropout(each, p, training: true);
    }
}
