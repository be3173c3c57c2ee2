using static TorchSharp.torch;

namespace ModelZoo.Training.Metrics;

/// <summary>Mean squared and absolute error, and R2: the share of the targets' variance that is explained.</summary>
public sealed class RegressionErrors : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (prediction, target) = outcome.Both();
        if (!prediction.shape.SequenceEqual(target.shape))
            throw new ArgumentException($"The prediction is [{string.Join(", ", prediction.shape)}], but the target is [{string.Join(", ", target.shape)}]: they would be spread over each other. Give both one shape.");
        var (values, errors) = (target.to(float64), (prediction - target).to(float64));
        Sum("count", target).add_(target.numel());
        Sum("squares", target).add_(errors.square().sum());
        Sum("absolutes", target).add_(errors.abs().sum());
        // Deviations from the first mean: the variance of large numbers would drown in their squares.
        var shift = First("shift", values);
        Sum("deviations", target).add_((values - shift).sum());
        Sum("deviations_squared", target).add_((values - shift).square().sum());
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        bool any = Total("count") is [> 0];
        double count = any ? Total("count")[0] : double.NaN;
        double squares = any ? Total("squares")[0] : double.NaN, deviation = any ? Total("deviations")[0] : double.NaN;
        yield return new("mse", squares / count);
        yield return new("mae", (any ? Total("absolutes")[0] : double.NaN) / count);
        yield return new("r2", 1 - squares / ((any ? Total("deviations_squared")[0] : double.NaN) - deviation * deviation / count));
    }
}
