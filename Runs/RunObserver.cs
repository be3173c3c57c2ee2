using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Runs;

/// <summary>Writes a run's checkpoints and metrics when the trainer says so, and passes the news on.</summary>
internal sealed class RunObserver(Run run, IObserver? next) : IObserver
{
    public void Reported(TrainingProgress progress)
    {
        run.Report?.Reported(progress);
        next?.Reported(progress);
    }

    public void EpochEnded(EpochRow row, bool best)
    {
        run.Folder.WriteMetrics(run.Trainer.State.Rows);
        run.Report?.EpochEnded(row, best);
        next?.EpochEnded(row, best);
    }

    public void CheckpointDue(CheckpointReason reason)
    {
        var (recipe, folder) = (run.Settings.Recipe, run.Folder);
        run.Save(folder.Last);
        if (reason == CheckpointReason.Best)
            run.Save(folder.Best);
        if (reason is CheckpointReason.Best or CheckpointReason.Epoch && recipe.KeepBest > 1)
            KeepBest(recipe.KeepBest);
        if (reason == CheckpointReason.Step && recipe.Keep > 0)
        {
            run.Save(folder.StepCheckpoint(run.Trainer.State.Step));
            folder.KeepSteps(recipe.Keep);
        }
        next?.CheckpointDue(reason);
    }

    public void Replaying(long step, long until) => next?.Replaying(step, until);

    // The rows hold the value of every epoch, so the best ones are known after a resume too.
    private void KeepBest(int count)
    {
        var (name, higher) = run.Parts.Task.Watched;
        double Value(EpochRow row) =>
            (row.Validation.Count > 0 ? row.Validation : row.Test.Count > 0 ? row.Test : row.Train)[name];
        var state = run.Trainer.State;
        var sorted = higher ? state.Rows.OrderByDescending(Value) : state.Rows.OrderBy(Value);
        int[] best = [.. sorted.Take(count).Select(row => row.Epoch)];
        if (best.Contains(state.Epoch))
            run.Save(run.Folder.EpochCheckpoint(state.Epoch));
        run.Folder.KeepEpochs(best);
    }
}
