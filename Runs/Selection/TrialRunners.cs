using System.Runtime.InteropServices;
using ModelZoo.Training;

namespace ModelZoo.Runs.Selection;

/// <summary>The trial runner that trains in this very process.</summary>
public static class TrialRunners
{
    public static TrialRunner Here(string? dataRoot, Action<string> warn, IReporter? reporter = null) => (folder, settings, epochs, stop) =>
    {
        try
        {
            return TrialRun.Go(folder, settings, epochs, dataRoot, warn, stop, reporter) is { Interrupted: false } result ? Of(result) : null;
        }
        catch (Exception error) when (error is DivergedException or ExternalException or OutOfMemoryException)
        {
            return Failed(epochs, TorchErrors.Sentence(error));
        }
    };

    /// <summary>What a study keeps of a run.</summary>
    public static Rung Of(TrialResult result)
    {
        var best = result.Best;
        return new Rung(result.Last.Epoch)
        {
            Loss = result.Higher ? -best.Validation[result.Watched] : best.Validation[result.Watched],
            Values = best.Train.Select(value => ("train_" + value.Key, value.Value)).Concat(best.Validation.Select(value => ("validation_" + value.Key, value.Value))).ToDictionary(),
            BestEpoch = best.Epoch,
        };
    }

    public static Rung Failed(int epochs, string why) => new(epochs) { Loss = double.PositiveInfinity, Failure = why };
}
