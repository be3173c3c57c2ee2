using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012): the gradient over its running root mean square; centered (Graves 2013), over
/// its deviation.
/// </summary>
/// <remarks>With eps_inside it stands under the root, as the textbooks write it; PyTorch adds it to the root.</remarks>
public sealed class RMSprop(IEnumerable<Tensor> parameters, double lr = 1e-2, double alpha = 0.99,
    double eps = 1e-8, double weight_decay = 0,
    double momentum = 0, bool centered = false, bool eps_inside = false)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("alpha", alpha), ("eps", eps), ("weight_decay", weight_decay),
        ("momentum", momentum),
        ("centered", centered ? 1 : 0), ("eps_inside", eps_inside ? 1 : 0)))
{
    // A state that is not kept is an empty list.
    private static readonly Script Rule =
        new("square velocity mean", "rate alpha eps under_root momentum weight_decay", """
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
    [
        ("square_avg", 0), .. group["momentum"] > 0 ? [("momentum_buffer", 0.0)] : Array.Empty<(string, double)>(),
        .. group.Is("centered") ? [("grad_avg", 0.0)] : Array.Empty<(string, double)>(),
    ];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        bool inside = group.Is("eps_inside"), moves = group["momentum"] > 0;
        Tensor[] velocity = moves ? list.States[1] : [], mean = group.Is("centered") ? list.States[^1] : [];
        Rule.Run(list, [list.States[0], velocity, mean], group.lr, group["alpha"], inside ? 0 : group["eps"],
            inside ? group["eps"] : 0,
            group["momentum"], Decay(group, list));
    }
}
