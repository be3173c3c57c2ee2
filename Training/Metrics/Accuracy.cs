namespace ModelZoo.Training.Metrics;

/// <summary>The share of examples whose class is among the k highest scores; targets equal to `ignore` (padding), where there are such, do not count.</summary>
public sealed class Accuracy(int k = 1, long? ignore = null) : Metric
{
    private string Name => k == 1 ? "accuracy" : $"top{k}_accuracy";

    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Classified();
        var right = k == 1 ? scores.argmax(1).eq(target) : scores.topk(k, 1).indexes.eq(target.unsqueeze(1)).any(1);
        Sum("right", scores).add_(right.sum());
        if (ignore is { } padding)
            Sum("count", scores).add_(target.ne(padding).sum());
        else
            Count(target.numel());
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        yield return new(Name, Counted is > 0 and var count ? Total("right")[0] / count : double.NaN);
    }
}
