namespace ModelZoo.Training.Optimizers;

/// <summary>LARS (You et al. 2017), for huge batches: momentum, scaled in each layer to its weights.</summary>
public sealed class LARS(IEnumerable<Tensor> parameters, double lr, double momentum = 0.9, double weight_decay = 0,
    double trust_coefficient = 1e-3)
    : ListOptimizer(parameters, ("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay),
        ("trust_coefficient", trust_coefficient))
{
    private static readonly Script Rule = new("velocity", "rate momentum weight_decay coefficient", """
        for w, g, v in zip(weights, gradients, velocity):
            length = w.norm()
            ratio = trust(length * coefficient, g.norm() + length * weight_decay)
            v.mul_(momentum).add_(g.add(w, alpha=weight_decay) * ratio, alpha=rate)
        torch._foreach_sub_(weights, velocity)
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("momentum_buffer", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list) =>
        Rule.Run(list, group.lr, group["momentum"], group["weight_decay"], group["trust_coefficient"]);
}
