using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adagrad (Duchi et al. 2011): a weight's rate falls with the sum of its squared gradients.</summary>
/// <remarks>PyTorch adds eps to the root. With eps_inside it is under the root, as in textbooks.</remarks>
public sealed class Adagrad(IEnumerable<Tensor> parameters, double lr = 1e-2, double lr_decay = 0,
    double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10, bool eps_inside = false)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("lr_decay", lr_decay), ("weight_decay", weight_decay),
        ("initial_accumulator_value", initial_accumulator_value), ("eps", eps), ("eps_inside", eps_inside ? 1 : 0)))
{
    private static readonly Script EpsInside = new("sum", "rate eps weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        torch._foreach_addcmul_(sum, gradients, gradients, 1)
        torch._foreach_addcdiv_(weights, gradients, torch._foreach_sqrt(torch._foreach_add(sum, eps)), -rate)
        """);

    private protected override (string, double)[] States(ParameterGroup group) =>
        [("sum", group["initial_accumulator_value"])];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double decay = Decay(group, list);
        if (group.Is("eps_inside"))
            EpsInside.Run(list, group.lr / (1 + (list.Step - 1) * group["lr_decay"]), group["eps"], decay);
        else
            FusedSteps.Adagrad(list.Parameters, list.Gradients, list.States[0], list.StepTensor(), group.lr,
                group["lr_decay"], decay, group["eps"]);
    }
}
