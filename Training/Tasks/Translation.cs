using ModelZoo.Datasets.Sets;
using ModelZoo.Recurrent;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>From one sequence to another, with teacher forcing. Padding does not count.</summary>
/// <param name="begin">The token that begins a target.</param>
/// <param name="padding">The token after the end of a target.</param>
/// <param name="sourcePadding">The token after the end of a source.</param>
/// <param name="end">The token that ends a target. If given, an evaluation measures BLEU.</param>
public sealed class Translation(long begin, long padding, long sourcePadding, long? end = null) : ITask
{
    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Accuracy(ignore: padding)];

    public IReadOnlyList<Metric> Details() => end is { } token ? [new Bleu(token, padding)] : [];

    public Outcome Run(Module model, Batch batch)
    {
        var (source, target) = (batch.Inputs, batch.Targets);
        var lengths = source.ne(sourcePadding).sum(1);                                           // (N)
        var start = full_like(target.narrow(1, 0, 1), begin);
        var before = cat([start, target.narrow(1, 0, target.shape[1] - 1)], 1);                  // the target, shifted
        var scores = ((Module<Tensor, Tensor, Tensor, Tensor>)model).call(source, lengths, before).transpose(1, 2);
        var loss = functional.cross_entropy(scores, target, ignore_index: padding);
        return new Outcome
        {
            Loss = loss,
            Count = batch.Count,
            Prediction = scores,
            Target = target,
            Write = model is SequenceToSequence network
                ? () => Write(network, source, sourcePadding, begin, target.shape[1])
                : null,
        };
    }

    /// <summary>Writes so many tokens, each the likeliest after those before it.</summary>
    internal static Tensor Write(SequenceToSequence network, Tensor source, long padding, long begin, long length)
    {
        var state = network.Encode(source, source.ne(padding).sum(1));
        var token = full_like(source.narrow(1, 0, 1), begin);                                    // (N, 1)
        var tokens = new List<Tensor>();
        for (long i = 0; i < length; i++)
        {
            (var scores, state) = network.Decode(token, state);
            token = scores.argmax(-1);
            tokens.Add(token);
        }
        return cat(tokens, 1);                                                                   // (N, length)
    }
}
