// Variational dropout. Y. Gal, Z. Ghahramani, "A theoretically grounded application of dropout in recurrent neural
// networks", 2016.
// Idea: a sequence draws once what it drops, and drops the same at every step, so that noise does not add up over time.
// Different here: the layer's own state is not dropped, because libtorch's fused layers run all steps in one call.

namespace ModelZoo.Recurrent;

/// <summary>Drops the same features of a sequence (T, N, features) at every step.</summary>
public sealed class VariationalDropout(double p) : Module<Tensor, Tensor>("variational-dropout")
{
    public override Tensor forward(Tensor input)
    {
        if (!training || p == 0)
            return input.alias();
        var once = ones([1, input.shape[1], input.shape[2]], input.dtype, input.device);
        return input * functional.dropout(once, p, training: true);
    }
}

/// <summary>A recurrent layer with variational dropout before and after it.</summary>
public sealed class WithVariationalDropout : RecurrentLayer
{
    private readonly RecurrentLayer layer;
    private readonly Module<Tensor, Tensor> before, after;

    public WithVariationalDropout(RecurrentLayer layer, double p) : base("variational", layer.Width)
    {
        (this.layer, before, after) = (layer, new VariationalDropout(p), new VariationalDropout(p));
        RegisterComponents();
    }

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var (output, next) = layer.call(before.call(input), state);
        return (after.call(output), next);
    }
}
