using ModelZoo.Datasets.Sets;
using ModelZoo.Parts;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>One of several classes: cross entropy and accuracy. Auxiliary heads only add to the loss.</summary>
public sealed class Classification(double labelSmoothing = 0) : ITask
{
    public (string Name, bool Higher) Watched => ("accuracy", true);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy()];

    public IReadOnlyList<Metric> Details() => [new ConfusionMatrix(ITask.FewClasses), new RocAuc(ITask.FewClasses)];

    public Outcome Run(Module model, Batch batch)
    {
        Tensor scores, loss;
        // Heads within the network, used only in training: each adds its own loss, with a weight below one.
        if (model is IAuxiliary deep && model.training)
        {
            (scores, var heads) = deep.ForwardAll(batch.Inputs);
            loss = heads.Aggregate(Loss(scores), (sum, head) => sum + deep.AuxiliaryWeight * Loss(head));
        }
        else
        {
            scores = ((Module<Tensor, Tensor>)model).call(batch.Inputs);
            loss = Loss(scores);
        }
        return new Outcome
        {
            Loss = loss,
            Count = batch.Count,
            Prediction = scores,
            // Targets that a transform has mixed are shares of the classes; the largest counts as the answer.
            Target = batch.Targets.is_floating_point() ? batch.Targets.argmax(1) : batch.Targets,
        };

        Tensor Loss(Tensor logits) => functional.cross_entropy(logits, batch.Targets,
            label_smoothing: model.training ? labelSmoothing : 0);
    }
}
