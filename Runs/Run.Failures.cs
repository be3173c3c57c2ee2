using System.Runtime.InteropServices;
using ModelZoo.Datasets;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

public sealed partial class Run
{
    /// <summary>The run with a smaller batch as its last checkpoint left it, or from the start if it has none, and as many more batches an update: the update is the same mean. This one is disposed.</summary>
    /// <remarks>Statistics that a network takes of its batches (batch normalisation) are of the smaller ones.</remarks>
    public Run Smaller(int batchSize, string? dataRoot, IObserver? observer, Action<string> warn)
    {
        var recipe = _settings.Recipe;
        int times = (recipe.BatchSize + batchSize - 1) / batchSize;
        var changes = new Settings(recipe.Model).Set("batch-size", $"{batchSize}", "auto-batch").Set("accumulate", $"{recipe.Accumulate * times}", "auto-batch");
        Dispose();
        if (_folder is null)
            return new Run(_settings.Set("batch-size", $"{batchSize}", "auto-batch").Set("accumulate", $"{recipe.Accumulate * times}", "auto-batch"), dataRoot, observer, reporter: _reporter);
        return Resume(Folder.FullPath, changes, ["batch-size", "accumulate"], dataRoot, observer, warn);
    }

    private void Restore(Checkpoint checkpoint)
    {
        try
        {
            Model.load_state_dict(checkpoint.Model);
            // A place in the epoch is a number of batches; the order of the examples does not depend on their size.
            long then = long.Parse((string?)checkpoint.Settings["batch-size"]?["value"]?.ToString() ?? $"{_train.BatchSize}");
            _train.State = checkpoint.Loader with { Batch = checkpoint.Loader.Batch * then / _train.BatchSize };
            _trainer.load_state_dict(checkpoint.State, checkpoint.Trainer);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException or ExternalException)
        {
            throw new CheckpointException($"The checkpoint in {Folder.FullPath} does not fit this run: {TorchErrors.Sentence(error)}", error);
        }
    }

    /// <summary>What can be said of a failure, with what is left of the run.</summary>
    private Exception Explain(Exception error, CancellationToken stop) => error switch
    {
        _ when Memory.IsShort(error) => Explain(),
        // A loss that refuses what is not finite is told by libtorch first.
        ExternalException or DivergedException => Explain(error, error is DivergedException, stop),
        _ => new CheckpointException($"{TorchErrors.Sentence(error).TrimEnd('.')}. {Left()}", error),
    };

    // From the last checkpoint, because a resumed run comes to the same bits: nothing had to be kept for this while all went well.
    private Exception Explain(Exception error, bool known, CancellationToken stop)
    {
        var (until, found) = (_trainer.State.Step, "");
        try
        {
            using var scope = NewDisposeScope();
            var checkpoint = Checkpoint.Load(Folder.Last);
            _observer?.Replaying(checkpoint.Trainer.Step, until);
            Restore(checkpoint);
            var divergence = _trainer.FindDivergence(_train, stop);
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
        return new DivergedException($"{TorchErrors.Sentence(error).TrimEnd('.')}. {found} {Left()}");
    }

    // Found by trying, not by reckoning: the update's own state, the allocator and the other programs of the machine all have their share.
    private MemoryException Explain()
    {
        int size = _train.BatchSize;
        int? fits = null;
        while (fits is null && (size /= 2) > 0)
        {
            using var smaller = new DataLoader(_data.Train, size, shuffle: true, seed: _settings.Recipe.Seed, device: Device, transform: DataFit.Transforms(_data, _settings.Recipe, training: true));
            if (_trainer.Fits(smaller))
                fits = size;
        }
        var advice = fits is null
            ? "Not even one example fits: choose a smaller network or --image-size."
            : $"A batch of {fits} fits: --batch-size {fits} --accumulate {_settings.Recipe.Accumulate * ((_train.BatchSize + fits - 1) / fits)} makes the same updates; --auto-batch does that by itself.";
        return new MemoryException($"The memory of the {Device} does not suffice for a batch of {_train.BatchSize}. {advice}", fits);
    }

    private string Left()
    {
        try
        {
            using var scope = NewDisposeScope();
            var last = Checkpoint.Load(Folder.Last);
            return $"The checkpoint of step {last.Trainer.Step} is good: --resume {Folder.FullPath}";
        }
        catch (CheckpointException)
        {
            return "There is no checkpoint to go back to.";
        }
    }

    // The rows know every epoch's value, so the best few are known after a resume too.
    private void KeepBest(int count)
    {
        var (name, higher) = _task.Watched;
        double Value(EpochRow row) => (row.Validation.Count > 0 ? row.Validation : row.Test.Count > 0 ? row.Test : row.Train)[name];
        var rows = _trainer.State.Rows;
        int[] best = [.. (higher ? rows.OrderByDescending(Value) : rows.OrderBy(Value)).Take(count).Select(row => row.Epoch)];
        if (best.Contains(_trainer.State.Epoch))
            Save(Folder.EpochCheckpoint(_trainer.State.Epoch));
        Folder.KeepEpochs(best);
    }
}
