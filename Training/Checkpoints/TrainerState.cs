namespace ModelZoo.Training.Checkpoints;

/// <summary>The progress of a training. A checkpoint keeps it as JSON.</summary>
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

/// <summary>The results of one epoch, a row of metrics.csv.</summary>
public sealed record EpochRow(int Epoch, long Step, double Seconds, double LearningRate,
    IReadOnlyDictionary<string, double> Train, IReadOnlyDictionary<string, double> Test, double ExamplesPerSecond)
{
    /// <summary>
    /// Over the held-out part; empty if there is none. If there is one, only the row of the best epoch has Test, which
    /// is computed at the end of the run.
    /// </summary>
    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();
}
