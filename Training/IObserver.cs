using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training;

/// <summary>The progress of a run.</summary>
/// <param name="Epoch">The current epoch, from 1.</param>
/// <param name="Step">Updates in all epochs so far.</param>
/// <param name="StepOfEpoch">Updates in this epoch so far, of `StepsOfEpoch`.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, long Step, long StepOfEpoch, long StepsOfEpoch,
    double LearningRate, double ExamplesPerSecond, TimeSpan Elapsed, IReadOnlyDictionary<string, double> Train)
{
    /// <summary>How much time each stage took since the last report.</summary>
    public IReadOnlyDictionary<Stage, TimeSpan> Times { get; init; } = new Dictionary<Stage, TimeSpan>();
}

/// <summary>Is told what happens in a run. Reports come a few times a second, because each reads the device.</summary>
public interface IObserver
{
    void Reported(TrainingProgress progress) { }

    /// <summary>After each epoch and its test; `best` if this is the best epoch so far.</summary>
    void EpochEnded(EpochRow row, bool best) { }

    /// <summary>The run diverged at step `until` and is repeated from `step`, to find the cause.</summary>
    void Replaying(long step, long until) { }

    /// <summary>It is time to save a checkpoint.</summary>
    void CheckpointDue(CheckpointReason reason) { }
}

public enum CheckpointReason
{
    /// <summary>So many steps or minutes are over.</summary>
    Step,

    /// <summary>An epoch is over.</summary>
    Epoch,

    /// <summary>An epoch is over, and it is the best so far.</summary>
    Best,

    /// <summary>The run was canceled, or its time is over.</summary>
    Stopped,
}

/// <summary>Why a run ended.</summary>
public enum Ending
{
    Finished,
    OutOfPatience,
    OutOfTime,
    Cancelled,
}
