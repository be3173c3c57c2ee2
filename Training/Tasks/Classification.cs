using ModelZoo.Datasets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>One class of several: cross entropy, and the share of right answers.</summary>
public sealed class Classification(double labelSmoothing = 0) : ITask
{
    public (string Name, bool Higher) Watched => ("accuracy", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy()];

    public Outcome Run(Module model, Batch batch)
    {
        // Targets that a transform mixed are shares of all classes; the class with the most counts as the answer.
        bool mixed = batch.Targets.is_floating_point();
        var scores = ((Module<Tensor, Tensor>)model).call(batch.Inputs);
        var loss = functional.cross_entropy(scores, batch.Targets, label_smoothing: model.training ? labelSmoothing : 0);
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = scores, Target = mixed ? batch.Targets.argmax(1) : batch.Targets };
    }
}
