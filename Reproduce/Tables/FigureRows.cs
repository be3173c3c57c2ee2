using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Makes rows of experiments that draw a figure, and the numbers that must come out.</summary>
internal static class FigureRows
{
    internal static Target Exact(string metric, double value, double relative = 1e-6)
    {
        double margin = Math.Abs(value) * relative;
        return new Target(metric, value - margin, value, value + margin) { Spread = Target.Exact };
    }

    internal static Target Between(string metric, double low, double high) =>
        new(metric, low, (low + high) / 2, high) { Spread = Target.Bounds };

    internal static Target AtMost(string metric, double high) => Between(metric, 0, high);

    internal static Experiment Figure(
        Section section, string source, string name, string title, Action<Attempt, Measurement> compute,
        string setting, params Target[] targets)
    {
        var procedure = new Computed(compute, [.. targets.Select(target => target.Metric)]);
        return new Experiment(name, section, title, source, setting, procedure) { Targets = targets, Quick = true };
    }
}
