using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>A class for each token of a sequence. Tokens of the class `padding` do not count.</summary>
public sealed class SequenceLabelling(long padding = -100) : ITask
{
    public (string Name, bool Higher) Watched => ("accuracy", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy(ignore: padding)];

    public IReadOnlyList<Metric> Details() => [new ConfusionMatrix(ITask.FewClasses, padding)];

    public Outcome Run(Module model, Batch batch)
    {
        var scores = ((Module<Tensor, Tensor>)model).call(batch.Inputs).transpose(1, 2);        // (N, classes, T)
        var loss = functional.cross_entropy(scores, batch.Targets, ignore_index: padding);
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = scores, Target = batch.Targets };
    }
}
