namespace ModelZoo.Training.Optimizers;

/// <summary>Yogi (Zaheer et al. 2018): Adam whose mean square changes slowly, so that it never drops at once.</summary>
/// <remarks>
/// This is the paper's algorithm 2, which corrects no bias and starts the mean square at initial_accumulator. The
/// textbook starts it at zero and corrects as Adam does: yogi:bias_correction=1,initial_accumulator=0.
/// </remarks>
public sealed class Yogi(IEnumerable<Tensor> parameters, double lr = 1e-2, double beta1 = 0.9, double beta2 = 0.999,
    double eps = 1e-3, double weight_decay = 0, double initial_accumulator = 1e-6, bool bias_correction = false)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps),
        ("weight_decay", weight_decay), ("initial_accumulator", initial_accumulator),
        ("bias_correction", bias_correction ? 1 : 0)))
{
    private static readonly Script Rule = new("mean square", "rate beta1 beta2 correction2 eps weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        average(mean, gradients, beta1)
        now = torch._foreach_mul(gradients, gradients)
        direction = torch._foreach_sub(square, now)
        torch._foreach_sign_(direction)
        torch._foreach_addcmul_(square, direction, now, -(1 - beta2))
        torch._foreach_addcdiv_(weights, mean, root(torch._foreach_div(square, correction2), eps), -rate)
        """);

    private protected override (string, double)[] States(ParameterGroup group) =>
        [("exp_avg", 0), ("exp_avg_sq", group["initial_accumulator"])];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double beta1 = group["beta1"], beta2 = group["beta2"];
        var (correction1, correction2) = group.Is("bias_correction")
            ? (1 - Math.Pow(beta1, list.Step), 1 - Math.Pow(beta2, list.Step))
            : (1, 1);
        Rule.Run(list, group.lr / correction1, beta1, beta2, correction2, group["eps"], Decay(group, list));
    }
}
