using System.Runtime.InteropServices;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Training;

/// <summary>Repeats an epoch, and checks after each step whether all values are still finite.</summary>
/// <remarks>
/// Fit does not check its steps, as each check is a read of the device. A run that is restored from its last checkpoint
/// computes the same bits again, so the steps are checked only when a run went wrong.
/// </remarks>
internal sealed class DivergenceReplay(nn.Module model, ITask task, TrainingStep step, TrainerOptions options)
{
    internal Divergence? Run(DataLoader train, long updates, CancellationToken stop)
    {
        step.AttachSchedule();
        model.train();
        var search = new DivergenceSearch(model, step.Forward);
        long pending = 0;
        foreach (var batch in train)
        {
            using var scope = NewDisposeScope();
            if (stop.IsCancellationRequested)
                return null;
            var before = new TrainingStep.Snapshot(task);
            if (pending == 0)
                step.Begin(batch, updates);
            if (!IsSound(train, batch))
            {
                before.Restore();
                var (where, rows) = search.Find(batch);
                var examples = train.Indices(train.State.Batch - 1);
                return new Divergence(updates + 1, where, [.. rows.Select(row => examples[row]).Order()]);
            }
            if (++pending < options.Accumulate && train.State.Batch < train.Count)
                continue;
            pending = 0;
            step.Update(batch);
            updates++;
            if (search.BadParameter() is { } parameter)
                return new Divergence(updates, $"{parameter} after the update, whose gradients are finite,", []);
        }
        return null;
    }

    private bool IsSound(DataLoader train, Batch batch)
    {
        Outcome outcome;
        try
        {
            outcome = step.Forward(batch);
        }
        catch (ExternalException error) when (!Memory.IsShort(error))
        {
            return false;
        }
        step.Backward(outcome, step.Share(train, batch));
        // With a scaled loss some gradients overflow, and the scaler skips their steps.
        var gradients = step.Scaler is null ? step.Parameters.Select(parameter => parameter.grad).OfType<Tensor>() : [];
        return Finite.All([outcome.Loss, .. gradients]);
    }
}
