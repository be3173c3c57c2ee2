namespace ModelZoo.Training.Optimizers;

/// <summary>RMSprop (Tieleman and Hinton 2012): the gradient over its running root mean square.</summary>
/// <remarks>
/// Centered (Graves 2013): over the standard deviation. PyTorch adds eps to the root; with eps_inside it is under it.
/// </remarks>
public sealed class RMSprop(IEnumerable<Tensor> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8,
    double weight_decay = 0, double momentum = 0, bool centered = false, bool eps_inside = false)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("alpha", alpha), ("eps", eps), ("weight_decay", weight_decay),
        ("momentum", momentum), ("centered", centered ? 1 : 0), ("eps_inside", eps_inside ? 1 : 0)))
{
    // The list of a state that is not kept is empty.
    private static readonly Script Rule = new("square velocity mean",
        "rate alpha eps under_root momentum weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        average_square(square, gradients, alpha)
        spread = torch._foreach_add(square, under_root)
        if len(mean) > 0:
            average(mean, gradients, alpha)
            torch._foreach_addcmul_(spread, mean, mean, -1)
        spread = root(spread, eps)
        if len(velocity) > 0:
            torch._foreach_mul_(velocity, momentum)
            torch._foreach_addcdiv_(velocity, gradients, spread, 1)
            torch._foreach_add_(weights, velocity, alpha=-rate)
        else:
            torch._foreach_addcdiv_(weights, gradients, spread, -rate)
        """);

    private protected override (string, double)[] States(ParameterGroup group) =>
        (group["momentum"] > 0, group.Is("centered")) switch
        {
            (true, true) => [("square_avg", 0), ("momentum_buffer", 0), ("grad_avg", 0)],
            (true, false) => [("square_avg", 0), ("momentum_buffer", 0)],
            (false, true) => [("square_avg", 0), ("grad_avg", 0)],
            _ => [("square_avg", 0)],
        };

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        Tensor[] velocity = group["momentum"] > 0 ? list.States[1] : [];
        Tensor[] mean = group.Is("centered") ? list.States[^1] : [];
        double eps = group["eps"];
        var (added, underRoot) = group.Is("eps_inside") ? (0.0, eps) : (eps, 0.0);
        Rule.Run(list, [list.States[0], velocity, mean], group.lr, group["alpha"], added, underRoot, group["momentum"],
            Decay(group, list));
    }
}
