using ModelZoo.Datasets.Sets;
using ModelZoo.Parts;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>One class of several: cross entropy, and the share of right answers. Auxiliary heads add to the loss, not to the answers.</summary>
public sealed class Classification(double labelSmoothing = 0) : ITask
{
    public (string Name, bool Higher) Watched => ("accuracy", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy()];

    public Outcome Run(Module model, Batch batch)
    {
        // Targets that a transform mixed are shares of all classes; the class with the most counts as the answer.
        bool mixed = batch.Targets.is_floating_point();
        // Heads that only training sees: each sends its own loss into the middle of the network, with a weight below one.
        var (scores, heads, weight) = model is IAuxiliary deep && model.training ? Further(deep, batch) : (((Module<Tensor, Tensor>)model).call(batch.Inputs), [], 0);
        var loss = heads.Aggregate(Loss(scores), (sum, head) => sum + weight * Loss(head));
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = scores, Target = mixed ? batch.Targets.argmax(1) : batch.Targets };

        Tensor Loss(Tensor logits) => functional.cross_entropy(logits, batch.Targets, label_smoothing: model.training ? labelSmoothing : 0);
    }

    private static (Tensor, Tensor[], double) Further(IAuxiliary model, Batch batch)
    {
        var (scores, heads) = model.ForwardAll(batch.Inputs);
        return (scores, heads, model.AuxiliaryWeight);
    }
}
