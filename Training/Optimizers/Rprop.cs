namespace ModelZoo.Training.Optimizers;

/// <summary>Rprop (Riedmiller and Braun 1993), for full batches: steps grow while gradients keep signs.</summary>
public sealed class Rprop(IEnumerable<Tensor> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2,
    double step_size_min = 1e-6, double step_size_max = 50)
    : ListOptimizer(parameters, WithDecay(("lr", lr), ("etaminus", etaminus), ("etaplus", etaplus),
        ("step_size_min", step_size_min), ("step_size_max", step_size_max)))
{
    private static readonly Script Rule = new("previous size", "minus plus least most weight_decay", """
        gradients = decayed(weights, gradients, weight_decay)
        for w, g, last, step in zip(weights, gradients, previous, size):
            agreement = g * last
            factor = torch.ones_like(g).masked_fill_(agreement > 0, plus).masked_fill_(agreement < 0, minus)
            step.mul_(factor).clamp_(least, most)
            # Where the sign has turned, the weight waits for one step.
            last.copy_(g.masked_fill(agreement < 0, 0))
            w.addcmul_(last.sign(), step, value=-1)
        """);

    private protected override (string, double)[] States(ParameterGroup group) =>
        [("prev", 0), ("step_size", group.lr)];

    private protected override void Change(ParameterGroup group, ParameterList list) => Rule.Run(list,
        group["etaminus"], group["etaplus"], group["step_size_min"], group["step_size_max"], Decay(group, list));
}
