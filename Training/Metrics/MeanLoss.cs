namespace ModelZoo.Training.Metrics;

/// <summary>The mean loss over all examples, and of each of its parts: an ELBO shows reconstruction and kl beside it.</summary>
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
