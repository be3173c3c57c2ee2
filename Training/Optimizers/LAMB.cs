using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>LAMB (You et al. 2020): Adam's direction, scaled in each layer to the length of its weights, for very large batches.</summary>
public sealed class LAMB(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6, double weight_decay = 1e-2)
    : Optimizer(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay))
{
    public override int StatesPerElement => 2;

    protected override void Update(ParameterGroup group, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients)
    {
        double beta1 = group["beta1"], beta2 = group["beta2"];
        for (int i = 0; i < states.Length; i++)
        {
            using var scope = NewDisposeScope();
            var (state, gradient, weights) = (states[i], gradients[i], states[i].Parameter);
            var mean = state.State("exp_avg").mul_(beta1).add_(gradient, 1 - beta1);
            var square = state.State("exp_avg_sq").mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            double correction1 = 1 - Math.Pow(beta1, state.Step), correction2 = 1 - Math.Pow(beta2, state.Step);
            var direction = (mean / correction1).div_((square / correction2).sqrt_().add_(group["eps"])).add_(weights, group["weight_decay"]);
            weights.sub_(direction.mul_(TrustRatio.Of(weights.norm(), direction.norm())).mul_(group.lr));
        }
    }
}
