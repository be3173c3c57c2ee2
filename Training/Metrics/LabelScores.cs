using static TorchSharp.torch;

namespace ModelZoo.Training.Metrics;

/// <summary>Precision, recall and F1 of several yes-or-no labels an example: scores above the threshold are a yes.</summary>
public sealed class LabelScores(double threshold = 0, bool perClass = false) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Both();
        var (said, held) = (scores.gt(threshold), target.gt(0.5));
        long labels = scores.shape[^1];
        Sum("right", scores, labels).add_(Count(said.logical_and(held)));
        Sum("wrong", scores, labels).add_(Count(said.logical_and(held.logical_not())));
        Sum("missed", scores, labels).add_(Count(held.logical_and(said.logical_not())));

        Tensor Count(Tensor which) => which.reshape(-1, labels).sum([0]);
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read() => Detections.Scores(Total("right"), Total("wrong"), Total("missed"), perClass);
}
