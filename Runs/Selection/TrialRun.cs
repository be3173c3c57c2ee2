using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>What one training run says for a choice: its last and its best epoch, judged by what was held out of its training part.</summary>
public sealed record TrialResult
{
    public required EpochRow Last { get; init; }
    public required EpochRow Best { get; init; }

    /// <summary>The watched value's name, and whether more of it is better.</summary>
    public required string Watched { get; init; }
    public required bool Higher { get; init; }

    /// <summary>Whether it was stopped before it was done.</summary>
    public bool Interrupted { get; init; }
}

/// <summary>One run that only serves a choice: its test part is never looked at.</summary>
public static class TrialRun
{
    /// <summary>Trains up to `epochs` of the recipe's own, from the folder's last checkpoint where there is one: to the same bits as in one go, schedule and all.</summary>
    /// <exception cref="DivergedException">Its loss is no number any more.</exception>
    public static TrialResult? Go(string folder, Settings settings, int epochs, string? dataRoot, Action<string> warn, CancellationToken stop, IReporter? reporter = null)
    {
        using var budget = new Budget(epochs, stop);
        var place = RunFolder.At(folder);
        // A kill at the first checkpoint's first write may leave nothing to go on from.
        bool begun = File.Exists(Path.Combine(place.Last, "checkpoint.json")) || Directory.Exists(place.Last + ".old");
        using var run = begun ? Run.Resume(folder, settings, [], dataRoot, budget, warn, reporter) : new Run(settings, dataRoot, budget, reporter: reporter);
        if (run.Validation is null)
            throw new RecipeException("A trial is judged by what is held out of its training part, and --validation holds out nothing.");
        var ending = run.Trainer.State.Epoch < epochs ? run.Train(place, budget.Token, final: false) : Ending.Finished;
        return run.Trainer.State.Rows is not [.., var last] rows ? null : new TrialResult
        {
            Last = last,
            Best = run.Result!,
            Watched = run.Trainer.Watched,
            Higher = run.Trainer.WatchesRise,
            Interrupted = ending == Ending.Cancelled && rows.Count < epochs,
        };
    }

    // Ends a run after an epoch as Ctrl-C would, so that the recipe keeps its length and a promoted trial can go on.
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
