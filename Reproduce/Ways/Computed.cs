using System.Diagnostics;
using ModelZoo.Reproduce.Running;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Ways;

/// <summary>What a few lines of their own compute: numbers to be checked, and the figures that they are read from.</summary>
public sealed class Findings
{
    public Dictionary<string, double> Values { get; } = [];
    public Dictionary<string, double[][]> Curves { get; } = [];
    public List<Plot> Plots { get; } = [];
    public List<Panel> Panels { get; } = [];
}

/// <summary>An experiment that is no training of one network: a figure of the notes, a curve of its own.</summary>
/// <param name="Compute">Gets the seed and the data root.</param>
/// <param name="Names">The values that it finds.</param>
public sealed record Computed(Action<Attempt, Findings> Compute, params string[] Names) : IWay
{
    public IReadOnlyCollection<string> Metrics => Names;

    public Measurement? Make(Attempt attempt)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        attempt.Begin();
        var found = new Findings();
        try
        {
            Compute(attempt, found);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        return new Measurement
        {
            Experiment = attempt.Experiment.Name,
            Epochs = attempt.Wanted,
            Seconds = watch.Elapsed.TotalSeconds,
            Hardware = Measurement.Machine(CPU),
            Values = found.Values,
            Curves = found.Curves,
            Plots = found.Plots,
            Panels = found.Panels,
        };
    }
}
