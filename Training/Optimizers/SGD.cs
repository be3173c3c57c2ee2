using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Training.Optimizers;

/// <summary>Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's momentum (1983).</summary>
public sealed class SGD(IEnumerable<Tensor> parameters, double lr, double momentum = 0, double dampening = 0,
    double weight_decay = 0, bool nesterov = false)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("momentum", momentum), ("dampening", dampening),
        ("weight_decay", weight_decay), ("nesterov", nesterov ? 1 : 0)))
{
    private protected override (string, double)[] States(ParameterGroup group) =>
        group["momentum"] != 0 ? [("momentum_buffer", 0)] : [];

    private protected override void Change(ParameterGroup group, ParameterList list)
    {
        double decay = Decay(group, list);
        FusedSteps.Sgd(list.Parameters, list.Gradients, list.States.Length > 0 ? list.States[0] : [],
            group.lr, group["momentum"], group["dampening"], decay, group.Is("nesterov"), first: list.Step == 1);
    }
}
