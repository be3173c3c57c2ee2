using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Training;

/// <summary>The metrics of a task over one pass, together.</summary>
internal sealed class MetricSet(ITask task) : IStateful, IDisposable
{
    private readonly IReadOnlyList<Metric> _metrics = task.Metrics();

    internal void Update(Outcome outcome)
    {
        foreach (var metric in _metrics)
            metric.Update(outcome);
    }

    internal Dictionary<string, double> Compute() =>
        _metrics.SelectMany(metric => metric.Compute()).ToDictionary(value => value.Key, value => value.Value);

    internal void Reset()
    {
        foreach (var metric in _metrics)
            metric.Reset();
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        for (int i = 0; i < _metrics.Count; i++)
            state.Add($"{i}.", _metrics[i].state_dict());
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        for (int i = 0; i < _metrics.Count; i++)
            _metrics[i].load_state_dict(state.Under($"{i}."));
    }

    public void Dispose()
    {
        foreach (var metric in _metrics)
            metric.Dispose();
    }
}
