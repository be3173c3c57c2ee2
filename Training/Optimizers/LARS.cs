using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>LARS (You et al. 2017): momentum whose step is scaled in each layer to the length of its weights, for very large batches.</summary>
public sealed class LARS(IEnumerable<Tensor> parameters, double lr, double momentum = 0.9, double weight_decay = 0, double trust_coefficient = 1e-3)
    : Optimizer(parameters, ("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay), ("trust_coefficient", trust_coefficient))
{
    public override int StatesPerElement => 1;

    protected override void Update(ParameterGroup group, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients)
    {
        double decay = group["weight_decay"];
        for (int i = 0; i < states.Length; i++)
        {
            using var scope = NewDisposeScope();
            var weights = states[i].Parameter;
            var length = weights.norm();
            var ratio = TrustRatio.Of(length * group["trust_coefficient"], gradients[i].norm() + length * decay);
            var direction = gradients[i].add(weights, decay).mul_(ratio);
            weights.sub_(states[i].State("momentum_buffer").mul_(group["momentum"]).add_(direction, group.lr));
        }
    }
}
