namespace ModelZoo.Training.Metrics;

/// <summary>The mean loss over all examples, and that of each of its parts, such as reconstruction and kl.</summary>
public sealed class MeanLoss : Metric
{
    protected override void Add(Outcome outcome)
    {
        Count(outcome.Count);
        Sum("loss", outcome.Loss).add_(outcome.Loss, outcome.Count);
        foreach (var (name, part) in outcome.Parts)
            Sum(name, part).add_(part, outcome.Count);
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double count = Counted;
        foreach (var name in SumNames.Where(name => name is not ("count" or "loss")).Prepend("loss"))
            yield return new(name, double.IsNaN(count) ? count : Total(name)[0] / count);
    }
}

/// <summary>The exponential of the mean loss per token, and the loss in bits.</summary>
public sealed class Perplexity : Metric
{
    protected override void Add(Outcome outcome)
    {
        Count(outcome.Count);
        Sum("loss", outcome.Loss).add_(outcome.Loss, outcome.Count);
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double mean = Counted is > 0 and var count ? Total("loss")[0] / count : double.NaN;
        yield return new("perplexity", Math.Exp(mean));
        yield return new("bits_per_token", mean / Math.Log(2));
    }
}
