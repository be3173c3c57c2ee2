using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Runs;

/// <summary>Writes what has to be kept of a run, and passes on what is to be shown.</summary>
internal sealed class CheckpointKeeper(Run run, IObserver? shown) : IObserver
{
    public void Reported(TrainingProgress progress)
    {
        run.Report?.Reported(progress);
        shown?.Reported(progress);
    }

    public void EpochEnded(EpochRow row, bool best)
    {
        run.Folder.WriteMetrics(run.Trainer.State.Rows);
        run.Report?.EpochEnded(row, best);
        shown?.EpochEnded(row, best);
    }

    public void CheckpointDue(CheckpointReason reason)
    {
        run.Save(run.Folder.Last);
        if (reason == CheckpointReason.Best)
            run.Save(run.Folder.Best);
        if (reason is CheckpointReason.Best or CheckpointReason.Epoch && run.Settings.Recipe.KeepBest > 1)
            KeepBest(run.Settings.Recipe.KeepBest);
        if (reason == CheckpointReason.Step && run.Settings.Recipe.Keep > 0)
        {
            run.Save(run.Folder.StepCheckpoint(run.Trainer.State.Step));
            run.Folder.KeepSteps(run.Settings.Recipe.Keep);
        }
        shown?.CheckpointDue(reason);
    }

    public void Replaying(long step, long until) => shown?.Replaying(step, until);

    // The rows know every epoch's value, so the best few are known after a resume too.
    private void KeepBest(int count)
    {
        var (name, higher) = run.Task.Watched;
        double Value(EpochRow row) => (row.Validation.Count > 0 ? row.Validation : row.Test.Count > 0 ? row.Test : row.Train)[name];
        var rows = run.Trainer.State.Rows;
        int[] best = [.. (higher ? rows.OrderByDescending(Value) : rows.OrderBy(Value)).Take(count).Select(row => row.Epoch)];
        if (best.Contains(run.Trainer.State.Epoch))
            run.Save(run.Folder.EpochCheckpoint(run.Trainer.State.Epoch));
        run.Folder.KeepEpochs(best);
    }
}
