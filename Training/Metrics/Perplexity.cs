namespace ModelZoo.Training.Metrics;

/// <summary>Of a language model: the exponential of the mean loss a token, and the loss in bits: the number of equally likely next tokens, and what each costs.</summary>
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
