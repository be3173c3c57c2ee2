namespace ModelZoo.Training.Optimizers;

/// <summary>Lion (Chen et al. 2023): each weight moves by the rate, in the direction of a momentum's sign.</summary>
public sealed class Lion(IEnumerable<Tensor> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99,
    double weight_decay = 0)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("beta1", beta1), ("beta2", beta2),
        ("weight_decay", weight_decay), ("decoupled", 1)))
{
    private static readonly Script Rule = new("mean", "rate beta1 beta2 weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        direction = torch._foreach_mul(mean, beta1)
        torch._foreach_add_(direction, gradients, alpha=1 - beta1)
        torch._foreach_sign_(direction)
        torch._foreach_add_(weights, direction, alpha=-rate)
        average(mean, gradients, beta2)
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("exp_avg", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list) =>
        Rule.Run(list, group.lr, group["beta1"], group["beta2"], Decay(group, list));
}
