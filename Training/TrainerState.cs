namespace ModelZoo.Training;

/// <summary>Where a trainer stands besides its tensors: a checkpoint keeps it as JSON.</summary>
public sealed class TrainerState
{
    /// <summary>Epochs that are over.</summary>
    public int Epoch { get; set; }

    public long Step { get; set; }
    public double Seconds { get; set; }
    public double? Best { get; set; }
    public int BestEpoch { get; set; }
    public List<EpochRow> Rows { get; set; } = [];
}

/// <summary>Why a run ended.</summary>
public enum Ending
{
    Finished,
    OutOfPatience,
    OutOfTime,
    Cancelled,
}
