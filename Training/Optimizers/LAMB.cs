namespace ModelZoo.Training.Optimizers;

/// <summary>LAMB (You et al. 2020), for huge batches: Adam's direction, scaled in each layer to its weights.</summary>
public sealed class LAMB(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
    double eps = 1e-6, double weight_decay = 1e-2)
    : ListOptimizer(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps),
        ("weight_decay", weight_decay))
{
    private static readonly Script Rule = new("mean square",
        "rate beta1 beta2 correction1 correction2 eps weight_decay", """
        average(mean, gradients, beta1)
        average_square(square, gradients, beta2)
        directions = torch._foreach_div(mean, correction1)
        torch._foreach_div_(directions, root(torch._foreach_div(square, correction2), eps))
        torch._foreach_add_(directions, weights, alpha=weight_decay)
        for w, direction in zip(weights, directions):
            w.sub_(direction * (rate * trust(w.norm(), direction.norm())))
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("exp_avg", 0), ("exp_avg_sq", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double beta1 = group["beta1"], beta2 = group["beta2"];
        Rule.Run(list, group.lr, beta1, beta2, 1 - Math.Pow(beta1, list.Step), 1 - Math.Pow(beta2, list.Step),
            group["eps"], group["weight_decay"]);
    }
}
