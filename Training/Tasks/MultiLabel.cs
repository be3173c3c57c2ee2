using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>Several yes-or-no labels an example: cross entropy of each by itself. Targets are 0 or 1 in the shape of the scores, or classes of which each example has one.</summary>
public sealed class MultiLabel(bool perClass = false) : ITask
{
    public (string Name, bool Higher) Watched => ("micro_f1", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new LabelScores(perClass: perClass)];

    public Outcome Run(Module model, Batch batch)
    {
        var scores = ((Module<Tensor, Tensor>)model).call(batch.Inputs);                         // (N, labels)
        var targets = batch.Targets.is_floating_point() ? batch.Targets : functional.one_hot(batch.Targets, scores.shape[1]).to_type(scores.dtype);
        return new Outcome { Loss = functional.binary_cross_entropy_with_logits(scores, targets), Count = batch.Count, Prediction = scores, Target = targets };
    }
}
