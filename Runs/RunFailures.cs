using System.Runtime.InteropServices;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Explains why a run failed and how to go on.</summary>
internal static class RunFailures
{
    internal static Exception Explain(this Run run, Exception error, CancellationToken stop) => error switch
    {
        _ when Memory.IsShort(error) => OutOfMemory(run),
        // Some losses refuse NaN, so libtorch may fail before the trainer sees that the run has diverged.
        ExternalException or DivergedException => Diverged(run, error, stop),
        _ => new CheckpointException($"{TorchErrors.Sentence(error).TrimEnd('.')}. {HowToResume(run)}", error),
    };

    // Repeats the steps since the last checkpoint. They give the same bits, so nothing has to be recorded beforehand.
    private static Exception Diverged(Run run, Exception error, CancellationToken stop)
    {
        bool known = error is DivergedException;
        var (until, found) = (run.Trainer.State.Step, "");
        try
        {
            using var scope = NewDisposeScope();
            var checkpoint = Checkpoint.Load(run.Folder.Last);
            run.Observer?.Replaying(checkpoint.Trainer.Step, until);
            run.Restore(checkpoint);
            var divergence = run.Trainer.FindDivergence(run.Parts.TrainLoader, stop);
            if (divergence is null && !known)
                return error;
            found = divergence?.ToString()
                ?? "It did not happen again when these steps were repeated, so the cause differs from run to run.";
        }
        catch (Exception broken) when (broken is CheckpointException or ExternalException or OutOfMemoryException)
        {
            if (!known)
                return error;
            found = $"The step where it began cannot be found: {broken.Message}";
        }
        return new DivergedException($"{TorchErrors.Sentence(error).TrimEnd('.')}. {found} {HowToResume(run)}");
    }

    // Found by trying: optimizer state, allocator and other programs all take their share.
    private static MemoryException OutOfMemory(Run run)
    {
        int whole = run.Parts.TrainLoader.BatchSize, size = whole, accumulate = run.Settings.Recipe.Accumulate;
        int? fits = null;
        while (fits is null && (size /= 2) > 0)
        {
            using var smaller = run.TrainingBatches(size);
            if (run.Trainer.Fits(smaller))
                fits = size;
        }
        var advice = fits is null
            ? "Not even one example fits: choose a smaller network or --image-size."
            : $"A batch of {fits} fits: --batch-size {fits} --accumulate {accumulate * ((whole + fits - 1) / fits)} "
                + "makes the same updates; --auto-batch does that by itself.";
        return new MemoryException(
            $"The memory of the {run.Device} does not suffice for a batch of {whole}. {advice}", fits);
    }

    private static string HowToResume(Run run)
    {
        try
        {
            using var scope = NewDisposeScope();
            long step = Checkpoint.Load(run.Folder.Last).Trainer.Step;
            return $"The checkpoint of step {step} is good: --resume {run.Folder.FullPath}";
        }
        catch (CheckpointException)
        {
            return "There is no checkpoint to go back to.";
        }
    }
}
