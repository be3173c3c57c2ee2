namespace ModelZoo.Training.Metrics;

/// <summary>The mean loss over all examples, and of each of its parts: an ELBO shows reconstruction and kl beside it.</summary>
public sealed class MeanLoss : Metric
{
    protected override void Add(Outcome outcome)
    {
        Sum("count", outcome.Loss).add_(outcome.Count);
        Sum("loss", outcome.Loss).add_(outcome.Loss.detach(), outcome.Count);
        foreach (var (name, part) in outcome.Parts)
            Sum(name, part).add_(part.detach(), outcome.Count);
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        var count = Total("count");
        foreach (var name in SumNames.Where(name => name is not ("count" or "loss")).Prepend("loss"))
            yield return new(name, count.Length == 0 ? double.NaN : Total(name)[0] / count[0]);
    }
}
