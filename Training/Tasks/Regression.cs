using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>Numbers: the mean squared error.</summary>
public sealed class Regression : ITask
{
    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss()];

    public IReadOnlyList<Metric> Details() => [new RegressionErrors()];

    public Outcome Run(Module model, Batch batch)
    {
        var values = ((Module<Tensor, Tensor>)model).call(batch.Inputs);
        var targets = batch.Targets.view_as(values);
        var loss = functional.mse_loss(values, targets);
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = values, Target = targets };
    }
}
