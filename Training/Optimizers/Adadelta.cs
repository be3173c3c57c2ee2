namespace ModelZoo.Training.Optimizers;

/// <summary>Adadelta (Zeiler 2012): steps as large as the recent ones, so that no rate must be chosen.</summary>
public sealed class Adadelta(IEnumerable<Tensor> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6,
    double weight_decay = 0)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("rho", rho), ("eps", eps), ("weight_decay", weight_decay)))
{
    private static readonly Script Rule = new("square deltas", "rate rho eps weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        average_square(square, gradients, rho)
        delta = torch._foreach_add(deltas, eps)
        torch._foreach_div_(delta, torch._foreach_add(square, eps))
        torch._foreach_sqrt_(delta)
        torch._foreach_mul_(delta, gradients)
        average_square(deltas, delta, rho)
        torch._foreach_add_(weights, delta, alpha=-rate)
        """);

    private protected override (string, double)[] States(ParameterGroup group) => [("square_avg", 0), ("acc_delta", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list) =>
        Rule.Run(list, group.lr, group["rho"], group["eps"], Decay(group, list));
}
