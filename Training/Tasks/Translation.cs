using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>One sequence out of another, taught by the right words before each (teacher forcing); padding does not count.</summary>
/// <param name="begin">The number of the token that starts a target.</param>
/// <param name="padding">The number of the token that fills a target up.</param>
/// <param name="sourcePadding">The same of a source.</param>
public sealed class Translation(long begin, long padding, long sourcePadding) : ITask
{
    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy(ignore: padding)];

    public Outcome Run(Module model, Batch batch)
    {
        var (source, target) = (batch.Inputs, batch.Targets);
        var lengths = source.ne(sourcePadding).sum(1);                                           // (N)
        var start = full_like(target.narrow(1, 0, 1), begin);
        var before = cat([start, target.narrow(1, 0, target.shape[1] - 1)], 1);                  // the target, one later
        var scores = ((Module<Tensor, Tensor, Tensor, Tensor>)model).call(source, lengths, before).transpose(1, 2);
        var loss = functional.cross_entropy(scores, target, ignore_index: padding);
        return new Outcome { Loss = loss, Count = batch.Count, Prediction = scores, Target = target };
    }
}
