using ModelZoo.Training.Metrics;

namespace ModelZoo.Training;

/// <summary>Several metrics over the same pass.</summary>
internal sealed class MetricSet(IReadOnlyList<Metric> metrics) : IDisposable
{
    internal IReadOnlyList<Metric> Metrics => metrics;

    internal void Update(Outcome outcome)
    {
        foreach (var metric in metrics)
            metric.Update(outcome);
    }

    internal Dictionary<string, double> Compute() =>
        metrics.SelectMany(metric => metric.Compute()).ToDictionary(value => value.Key, value => value.Value);

    // To forget all batches is all there is to dispose.
    public void Dispose() => Reset();

    internal void Reset()
    {
        foreach (var metric in metrics)
            metric.Reset();
    }
}
