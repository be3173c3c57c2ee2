namespace ModelZoo.Training.Metrics;

/// <summary>The share of examples whose highest score is not their class.</summary>
public sealed class ErrorRate(long ignore = -100) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Classified();
        var counted = target.ne(ignore);
        Sum("wrong", scores).add_(scores.argmax(1).ne(target).logical_and(counted).sum());
        Sum("count", scores).add_(counted.sum());
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        yield return new("error_rate", Total("count") is [var count] ? Total("wrong")[0] / count : double.NaN);
    }
}
