namespace ModelZoo.Training.Metrics;

/// <summary>The mean absolute error, and R2: the share of the targets' variance that is explained.</summary>
public sealed class RegressionErrors : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (prediction, target) = outcome.Both();
        if (!prediction.shape.SequenceEqual(target.shape))
            throw new ArgumentException($"The prediction is [{string.Join(", ", prediction.shape)}], but the target is "
                + $"[{string.Join(", ", target.shape)}]: give both the same shape, else they would be broadcast.");
        var (values, errors) = (target.to(float64), (prediction - target).to(float64));
        Count(target.numel());
        Sum("absolutes", target).add_(errors.abs().sum());
        Sum("squares", target).add_(errors.square().sum());
        // Deviations from the first batch's mean: the squares of large numbers would drown the variance.
        bool first = !SumNames.Contains("shift");
        var shift = Sum("shift", values);
        if (first)
            shift.copy_(values.mean());
        Sum("deviations", target).add_((values - shift).sum());
        Sum("deviations_squared", target).add_((values - shift).square().sum());
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double count = Counted, deviation = Total("deviations").Sum();
        double variance = Total("deviations_squared").Sum() - deviation * deviation / count;
        yield return new("mae", Total("absolutes").Sum() / count);
        yield return new("r2", 1 - Total("squares").Sum() / variance);
    }
}
