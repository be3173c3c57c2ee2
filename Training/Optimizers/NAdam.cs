namespace ModelZoo.Training.Optimizers;

/// <summary>NAdam (Dozat 2016): Adam that looks ahead as Nesterov's momentum does; its momentum grows.</summary>
public sealed class NAdam(IEnumerable<Tensor> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999,
    double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps),
        ("weight_decay", weight_decay), ("momentum_decay", momentum_decay), ("mu_product", 1), ("mu_step", 0)))
{
    private static readonly Script Rule = new("mean square", "now next beta1 beta2 correction2 eps weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        average(mean, gradients, beta1)
        average_square(square, gradients, beta2)
        spread = root(torch._foreach_div(square, correction2), eps)
        torch._foreach_addcdiv_(weights, gradients, spread, -now)
        torch._foreach_addcdiv_(weights, mean, spread, -next)
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("exp_avg", 0), ("exp_avg_sq", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double product = MomentumProduct(group, list.Step), beta2 = group["beta2"];
        double now = Momentum(group, list.Step), next = Momentum(group, list.Step + 1);
        Rule.Run(list, group.lr * (1 - now) / (1 - product), group.lr * next / (1 - product * next), group["beta1"],
            beta2, 1 - Math.Pow(beta2, list.Step), group["eps"], Decay(group, list));
    }

    // The product of all momenta so far. The group keeps it, because it does not depend on the parameter.
    private static double MomentumProduct(ParameterGroup group, long step)
    {
        if (group["mu_step"] >= step)
            (group["mu_product"], group["mu_step"]) = (1, 0);
        for (; group["mu_step"] < step; group["mu_step"]++)
            group["mu_product"] *= Momentum(group, (long)group["mu_step"] + 1);
        return group["mu_product"];
    }

    private static double Momentum(ParameterGroup group, long step) =>
        group["beta1"] * (1 - 0.5 * Math.Pow(0.96, step * group["momentum_decay"]));
}
