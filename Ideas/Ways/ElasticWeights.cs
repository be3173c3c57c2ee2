// Elastic weight consolidation. J. Kirkpatrick et al., "Overcoming catastrophic forgetting in neural networks", 2017;
// nndl, section 10.5, equations 10.53 and 10.54.
// Idea: weights that mattered for the old tasks are held by springs. How much each mattered is Fisher's information:
// the mean square of the gradient of the log-likelihood, with labels drawn from the network itself.

namespace ModelZoo.Ideas.Ways;

internal sealed class ElasticWeights(nn.Module<Tensor, Tensor> network, double strength)
{
    private readonly List<(Tensor[] Fisher, Tensor[] Weights)> _anchors = [];

    /// <summary>Remembers the weights after a task, with their importance for its examples.</summary>
    internal void Consolidate(Tensor inputs, int examples)
    {
        Tensor[] parameters = [.. network.parameters()];
        Tensor[] fisher = [.. parameters.Select(parameter => zeros_like(parameter))];
        for (int i = 0; i < examples; i++)
        {
            using var scope = NewDisposeScope();
            var logs = network.call(inputs.narrow(0, i, 1)).log_softmax(1);
            var label = multinomial(logs.exp().detach(), 1);
            var gradients = autograd.grad([logs.gather(1, label).sum()], parameters);
            foreach (var (sum, gradient) in fisher.Zip(gradients))
                sum.add_(gradient.square() / examples);
        }
        _anchors.Add((fisher, [.. parameters.Select(parameter => parameter.detach().clone())]));
    }

    /// <summary>strength / 2 times the sum over old tasks and weights of F (w - w_old)^2.</summary>
    internal Tensor Penalty() => _anchors
        .SelectMany(anchor => network.parameters().Zip(anchor.Weights, anchor.Fisher)
            .Select(weight => (weight.Third * (weight.First - weight.Second).square()).sum()))
        .Aggregate(zeros(1).sum(), (sum, next) => sum + next) * (strength / 2);
}
