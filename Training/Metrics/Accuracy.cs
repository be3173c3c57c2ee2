namespace ModelZoo.Training.Metrics;

/// <summary>The share of examples whose class is among the k highest scores; targets equal to `ignore` (padding) do not count.</summary>
public sealed class Accuracy(int k = 1, long ignore = -100) : Metric
{
    private string Name => k == 1 ? "accuracy" : $"top{k}_accuracy";

    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Classified();
        var right = k == 1 ? scores.argmax(1).eq(target) : scores.topk(k, 1).indexes.eq(target.unsqueeze(1)).any(1);
        Sum("right", scores).add_(right.sum());
        Sum("count", scores).add_(target.ne(ignore).sum());
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        yield return new(Name, Total("count") is [var count] ? Total("right")[0] / count : double.NaN);
    }
}
