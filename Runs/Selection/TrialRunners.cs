using System.Runtime.InteropServices;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>Trains a trial up to so many epochs in its folder; null if it was stopped. Has to be thread-safe.</summary>
public delegate Rung? TrialRunner(string folder, Settings settings, int epochs, CancellationToken stop);

/// <summary>Runs that only serve a choice. They never look at the test data.</summary>
public static class TrialRunners
{
    /// <summary>A runner that trains in this process.</summary>
    public static TrialRunner Here(string? dataRoot, Action<string> warn, IReporter? reporter = null) =>
        (folder, settings, epochs, stop) =>
        {
            try
            {
                var result = Train(folder, settings, epochs, dataRoot, warn, reporter, stop);
                return result is null or { Interrupted: true } ? null : new Rung(result.Last.Epoch)
                {
                    Loss = result.Loss,
                    Values = TrialResult.Values(result.Best),
                    BestEpoch = result.Best.Epoch,
                };
            }
            catch (Exception error) when (error is DivergedException or ExternalException or OutOfMemoryException)
            {
                return Failed(epochs, TorchErrors.Sentence(error));
            }
        };

    public static Rung Failed(int epochs, string why) => new(epochs) { Loss = double.PositiveInfinity, Failure = why };

    /// <summary>
    /// Trains up to `epochs` of the recipe's own, from the folder's last checkpoint if it has one. The schedule is
    /// that of the whole recipe, so a trial that is trained in parts ends with the bits of one that is trained in one
    /// go.
    /// </summary>
    internal static TrialResult? Train(
        string folder, Settings settings, int epochs,
        string? dataRoot, Action<string> warn, IReporter? reporter, CancellationToken stop)
    {
        using var budget = new Budget(epochs, stop);
        var place = RunFolder.At(folder);
        // A kill while the first checkpoint is written may leave none.
        bool begun = File.Exists(Path.Combine(place.Last, "checkpoint.json")) || Directory.Exists(place.Last + ".old");
        using var run = begun
            ? RunBuilder.Resume(folder, warn, dataRoot, budget, reporter)
            : RunBuilder.Build(settings, dataRoot, budget, reporter);
        if (run.Validation is null)
            throw new RecipeException("A trial is judged by what --validation holds out, and it holds out nothing.");
        var ending = run.Trainer.State.Epoch < epochs ? run.Train(place, budget.Token, final: false) : Ending.Finished;
        if (run.Result is not { } best)
            return null;
        var rows = run.Trainer.State.Rows;
        double watched = best.Validation[run.Trainer.Watched];
        return new TrialResult(rows[^1], best, run.Trainer.WatchesRise ? -watched : watched,
            Interrupted: ending == Ending.Cancelled && rows.Count < epochs);
    }

    // Stops a run after an epoch as Ctrl-C would. The recipe keeps its length, so a promoted trial can go on.
    private sealed class Budget(int epochs, CancellationToken stop) : IObserver, IDisposable
    {
        private readonly CancellationTokenSource _spent = CancellationTokenSource.CreateLinkedTokenSource(stop);

        internal CancellationToken Token => _spent.Token;

        public void EpochEnded(EpochRow row, bool best)
        {
            if (row.Epoch >= epochs)
                _spent.Cancel();
        }

        public void Dispose() => _spent.Dispose();
    }
}

/// <summary>What a run says for a choice: its last and its best epoch by the part that is held out.</summary>
/// <param name="Loss">The watched value of the best epoch, negated where higher is better.</param>
/// <param name="Interrupted">Whether it was stopped before it had all its epochs.</param>
internal sealed record TrialResult(EpochRow Last, EpochRow Best, double Loss, bool Interrupted)
{
    /// <summary>Named as in metrics.csv.</summary>
    internal static Dictionary<string, double> Values(EpochRow row) =>
        row.Train.Select(value => ($"train_{value.Key}", value.Value))
            .Concat(row.Validation.Select(value => ($"validation_{value.Key}", value.Value)))
            .ToDictionary();
}
