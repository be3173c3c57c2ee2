using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training;

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">The epoch that is running, from 1.</param>
/// <param name="Step">Updates made so far, over all epochs.</param>
/// <param name="StepOfEpoch">Updates of this epoch, of `StepsOfEpoch`.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, long Step, long StepOfEpoch, long StepsOfEpoch, double LearningRate, double ExamplesPerSecond,
                              TimeSpan Elapsed, IReadOnlyDictionary<string, double> Train)
{
    /// <summary>What the time since the last report went to.</summary>
    public IReadOnlyDictionary<Stage, TimeSpan> Times { get; init; } = new Dictionary<Stage, TimeSpan>();
}

/// <summary>Told what happens in a run. Reports come a few times a second, because each reads the device.</summary>
public interface IObserver
{
    void Reported(TrainingProgress progress) { }

    /// <summary>After an epoch and its test; `best` if it is the best so far.</summary>
    void EpochEnded(EpochRow row, bool best) { }

    /// <summary>The run went wrong at `until` and is gone through again from `step` on, to find where it began.</summary>
    void Replaying(long step, long until) { }

    /// <summary>A checkpoint is due: after an epoch (with its row), every so many steps or minutes, or because the run was asked to stop.</summary>
    void CheckpointDue(CheckpointReason reason) { }
}

public enum CheckpointReason
{
    Step,
    Epoch,
    Best,
    Stopped,
}
