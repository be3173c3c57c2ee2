using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>Numbers: the mean squared error.</summary>
public sealed class Regression : ITask
{
    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss()];

    public Outcome Run(Module model, Batch batch)
    {
        var values = ((Module<Tensor, Tensor>)model).call(batch.Inputs);
        var targets = batch.Targets.view_as(values);
        return new Outcome { Loss = functional.mse_loss(values, targets), Count = batch.Count, Prediction = values, Target = targets };
    }
}
