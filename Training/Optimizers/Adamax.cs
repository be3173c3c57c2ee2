namespace ModelZoo.Training.Optimizers;

/// <summary>Adamax (Kingma and Ba 2015): Adam with the largest recent gradient for the root mean square.</summary>
public sealed class Adamax(IEnumerable<Tensor> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999,
    double eps = 1e-8, double weight_decay = 0)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps),
        ("weight_decay", weight_decay)))
{
    private static readonly Script Rule = new("mean largest", "rate beta1 beta2 eps weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        average(mean, gradients, beta1)
        size = torch._foreach_abs(gradients)
        torch._foreach_add_(size, eps)
        torch._foreach_mul_(largest, beta2)
        torch._foreach_maximum_(largest, size)
        torch._foreach_addcdiv_(weights, mean, largest, -rate)
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("exp_avg", 0), ("exp_inf", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double rate = group.lr / (1 - Math.Pow(group["beta1"], list.Step));
        Rule.Run(list, rate, group["beta1"], group["beta2"], group["eps"], Decay(group, list));
    }
}
