using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>Rosenblatt's rule: half the squared error, whose gradient is output minus target.</summary>
public sealed class PerceptronRule : ITask
{
    public (string Name, bool Higher) Watched => ("accuracy", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy()];

    public IReadOnlyList<Metric> Details() => [new ConfusionMatrix(ITask.FewClasses)];

    public Outcome Run(Module model, Batch batch)
    {
        var fired = ((Module<Tensor, Tensor>)model).call(batch.Inputs);                      // (N, classes), 0 or 1
        var wanted = functional.one_hot(batch.Targets, fired.shape[1]).to_type(fired.dtype);
        var loss = (fired - wanted).square().sum() / (2.0 * batch.Count);
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = fired, Target = batch.Targets };
    }
}
