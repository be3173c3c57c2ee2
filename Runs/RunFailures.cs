using System.Runtime.InteropServices;
using ModelZoo.Datasets.Loading;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Says why a run failed, and what is left of it.</summary>
internal static class RunFailures
{
    /// <summary>What can be said of a failure, with what is left of the run.</summary>
    internal static Exception Explain(this Run run, Exception error, CancellationToken stop) => error switch
    {
        _ when Memory.IsShort(error) => Short(run),
        // A loss that refuses what is not finite is told by libtorch first.
        ExternalException or DivergedException => Diverged(run, error, error is DivergedException, stop),
        _ => new CheckpointException($"{TorchErrors.Sentence(error).TrimEnd('.')}. {Left(run)}", error),
    };

    // From the last checkpoint, because a resumed run comes to the same bits: nothing had to be kept for this while all went well.
    private static Exception Diverged(Run run, Exception error, bool known, CancellationToken stop)
    {
        var (until, found) = (run.Trainer.State.Step, "");
        try
        {
            using var scope = NewDisposeScope();
            var checkpoint = Checkpoint.Load(run.Folder.Last);
            run.Observer?.Replaying(checkpoint.Trainer.Step, until);
            run.Restore(checkpoint);
            var divergence = run.Trainer.FindDivergence(run.TrainLoader, stop);
            if (divergence is null && !known)
                return error;
            found = divergence is null ? "Gone through again it did not happen, so it hangs on something that differs from run to run." : divergence.ToString();
        }
        catch (Exception broken) when (broken is CheckpointException or ExternalException or OutOfMemoryException)
        {
            if (!known)
                return error;
            found = $"Where it began cannot be told: {broken.Message}";
        }
        return new DivergedException($"{TorchErrors.Sentence(error).TrimEnd('.')}. {found} {Left(run)}");
    }

    // Found by trying, not by reckoning: the update's own state, the allocator and the other programs of the machine all have their share.
    private static MemoryException Short(Run run)
    {
        int size = run.TrainLoader.BatchSize;
        int? fits = null;
        while (fits is null && (size /= 2) > 0)
        {
            using var smaller = new DataLoader(run.Data.Train, size, shuffle: true, seed: run.Settings.Recipe.Seed, device: run.Device, transform: DataFit.Transforms(run.Data, run.Settings.Recipe, training: true));
            if (run.Trainer.Fits(smaller))
                fits = size;
        }
        var advice = fits is null
            ? "Not even one example fits: choose a smaller network or --image-size."
            : $"A batch of {fits} fits: --batch-size {fits} --accumulate {run.Settings.Recipe.Accumulate * ((run.TrainLoader.BatchSize + fits - 1) / fits)} makes the same updates; --auto-batch does that by itself.";
        return new MemoryException($"The memory of the {run.Device} does not suffice for a batch of {run.TrainLoader.BatchSize}. {advice}", fits);
    }

    private static string Left(Run run)
    {
        try
        {
            using var scope = NewDisposeScope();
            var last = Checkpoint.Load(run.Folder.Last);
            return $"The checkpoint of step {last.Trainer.Step} is good: --resume {run.Folder.FullPath}";
        }
        catch (CheckpointException)
        {
            return "There is no checkpoint to go back to.";
        }
    }
}
