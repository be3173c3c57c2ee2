using ModelZoo.Datasets.Sets;
using ModelZoo.Parts;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>The input itself: the mean cross entropy of its pixels, plus the penalty of the network's paper.</summary>
/// <param name="layerwise">Batches in which a network of stages trains one after the other, before the whole.</param>
public sealed class Reconstruction(long layerwise = 0) : ITask, IStateful
{
    private long _batches;

    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss()];

    public Outcome Run(Module model, Batch batch)
    {
        var (target, output) = model is IStaged staged && model.training && _batches++ is var done && done < layerwise
            ? staged.Stage((int)(done * staged.Stages / layerwise), batch.Inputs)
            : (batch.Inputs, ((Module<Tensor, Tensor>)model).call(batch.Inputs));
        var pixels = functional.binary_cross_entropy(output, target);
        var penalty = model.training ? (model as IPenalized)?.Penalty(batch.Inputs) : null;
        return new Outcome
        {
            Loss = penalty is null ? pixels : pixels + penalty,
            Count = batch.Count,
            Parts = new Dictionary<string, Tensor> { ["squared_error"] = functional.mse_loss(output, target) },
        };
    }

    public StateDict state_dict() => new() { ["batches"] = _batches };

    public void load_state_dict(StateDict state) => _batches = (long)state.Numbers.GetValueOrDefault("batches");
}
