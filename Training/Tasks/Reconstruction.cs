using ModelZoo.Datasets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>The input again: cross entropy of each pixel, a mean over all, and what the network's own paper adds to it.</summary>
public sealed class Reconstruction : ITask
{
    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss()];

    public Outcome Run(Module model, Batch batch)
    {
        var again = ((Module<Tensor, Tensor>)model).call(batch.Inputs);
        var pixels = functional.binary_cross_entropy(again, batch.Inputs);
        var penalty = model.training ? (model as IPenalized)?.Penalty(batch.Inputs) : null;
        return new Outcome
        {
            Loss = penalty is null ? pixels : pixels + penalty,
            Count = batch.Count,
            Parts = new Dictionary<string, Tensor> { ["squared_error"] = functional.mse_loss(again, batch.Inputs) },
        };
    }
}
