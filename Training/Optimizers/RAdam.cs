namespace ModelZoo.Training.Optimizers;

/// <summary>RAdam (Liu et al. 2020): Adam that adapts only after enough steps to trust the mean square.</summary>
public sealed class RAdam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
    double eps = 1e-8, double weight_decay = 0)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps),
        ("weight_decay", weight_decay)))
{
    private static readonly Script Rule = new("mean square", "rate adapts beta1 beta2 eps weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        average(mean, gradients, beta1)
        average_square(square, gradients, beta2)
        if adapts != 0:
            torch._foreach_addcdiv_(weights, mean, root(square, eps), -rate)
        else:
            torch._foreach_add_(weights, mean, alpha=-rate)
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("exp_avg", 0), ("exp_avg_sq", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double beta2 = group["beta2"], power = Math.Pow(beta2, list.Step);
        double rate = group.lr / (1 - Math.Pow(group["beta1"], list.Step));
        // How many gradients the mean square remembers: at most, and now.
        double most = 2 / (1 - beta2) - 1, length = most - 2 * list.Step * power / (1 - power);
        bool adapts = length > 5;
        if (adapts)
            rate *= Math.Sqrt((1 - power) * (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
        Rule.Run(list, rate, adapts ? 1 : 0, group["beta1"], beta2, group["eps"], Decay(group, list));
    }
}
