namespace ModelZoo.Training.Checkpoints;

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

/// <summary>One epoch's results, a row of metrics.csv.</summary>
public sealed record EpochRow(int Epoch, long Step, double Seconds, double LearningRate, IReadOnlyDictionary<string, double> Train,
                              IReadOnlyDictionary<string, double> Test, double ExamplesPerSecond)
{
    /// <summary>Over the part held out for choices; empty where there is none. Where there is one, only the best epoch's row has Test, from the end of the run.</summary>
    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();
}
