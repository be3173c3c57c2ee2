using TorchSharp;

namespace ModelZoo.Training.Metrics;

/// <summary>The result of a task for one batch. All tensors stay on the device.</summary>
public sealed record Outcome
{
    /// <summary>The mean over the batch, from which gradients are computed.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>How many values the loss is a mean of: examples, or tokens without padding.</summary>
    public required long Count { get; init; }

    /// <summary>Scores (N, C, ...) of a classifier, or the values of a regression.</summary>
    public Tensor? Prediction { get; init; }

    /// <summary>Class numbers (N, ...), or values in the prediction's shape.</summary>
    public Tensor? Target { get; init; }

    /// <summary>Parts of the loss by name, each a mean over the batch: reconstruction, kl.</summary>
    public IReadOnlyDictionary<string, Tensor> Parts { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Writes the token numbers (N, T) that the network itself chooses, without the targets.</summary>
    public Func<Tensor>? Write { get; init; }

    /// <summary>
    /// Moves these tensors out of the scope of forward, so that all others end with it. Then backward frees what it has
    /// used, and less memory is in use.
    /// </summary>
    internal Outcome LeaveFor(DisposeScope forward)
    {
        foreach (var kept in new[] { Loss, Prediction, Target }.Concat(Parts.Values))
            if (kept is not null)
                forward.MoveToOuter(kept);
        return this;
    }

    /// <summary>Scores (examples, classes) and their class numbers: (N, C, T) becomes (N T, C).</summary>
    internal (Tensor Scores, Tensor Target) Classified()
    {
        var (scores, target) = Both();
        if (scores.ndim != target.ndim + 1)
            throw new InvalidOperationException("A metric of classes takes scores (N, C, ...) and class numbers "
                + $"(N, ...), but got {scores.ndim} and {target.ndim} dimensions: use a metric of values for a "
                + "regression.");
        return scores.ndim == 2
            ? (scores, target)
            : (scores.movedim([1], [-1]).flatten(0, -2), target.flatten());
    }

    internal (Tensor Prediction, Tensor Target) Both() => (Prediction, Target) is ({ } prediction, { } target)
        ? (prediction, target)
        : throw new InvalidOperationException("The task gives no prediction and target, which this metric compares: "
            + "choose another metric for it.");
}
