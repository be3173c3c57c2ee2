using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;

namespace ModelZoo.Training;

/// <summary>Several metrics over the same pass.</summary>
internal sealed class MetricSet(IReadOnlyList<Metric> metrics) : IStateful, IDisposable
{
    internal void Update(Outcome outcome)
    {
        foreach (var metric in metrics)
            metric.Update(outcome);
    }

    internal Dictionary<string, double> Compute() =>
        metrics.SelectMany(metric => metric.Compute()).ToDictionary(value => value.Key, value => value.Value);

    internal void Reset()
    {
        foreach (var metric in metrics)
            metric.Reset();
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        for (int i = 0; i < metrics.Count; i++)
            state.Add($"{i}.", metrics[i].state_dict());
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        for (int i = 0; i < metrics.Count; i++)
            metrics[i].load_state_dict(state.Under($"{i}."));
    }

    // To forget all batches is all there is to dispose.
    public void Dispose() => Reset();
}
