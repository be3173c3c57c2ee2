using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>Several yes-or-no labels for each example: the binary cross entropy of each.</summary>
/// <remarks>Targets are 0 or 1 in the shape of the scores, or the number of each example's only label.</remarks>
public sealed class MultiLabel(bool perClass = false) : ITask
{
    public (string Name, bool Higher) Watched => ("micro_f1", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new LabelScores(perClass: perClass)];

    public Outcome Run(Module model, Batch batch)
    {
        var scores = ((Module<Tensor, Tensor>)model).call(batch.Inputs);                         // (N, labels)
        var targets = batch.Targets.is_floating_point()
            ? batch.Targets
            : functional.one_hot(batch.Targets, scores.shape[1]).to_type(scores.dtype);
        var loss = functional.binary_cross_entropy_with_logits(scores, targets);
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = scores, Target = targets };
    }
}
