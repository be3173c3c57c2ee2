using ModelZoo.Training.Regularization;

namespace ModelZoo.Training;

/// <summary>How long and how carefully the trainer trains; what it trains with are its constructor's arguments.</summary>
public sealed record TrainerOptions
{
    public int Epochs { get; init; } = 10;

    /// <summary>Updates after which it ends, wherever in an epoch that is; 0 is no limit.</summary>
    public long Steps { get; init; }

    /// <summary>Batches averaged into one update.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Done to the gradients before each update, in this order: penalties, clipping, noise.</summary>
    public IReadOnlyList<IGradientChange> GradientChanges { get; init; } = [];

    /// <summary>Done to the weights after each update: a norm's limit, lookahead.</summary>
    public IReadOnlyList<IWeightChange> WeightChanges { get; init; } = [];

    /// <summary>An average of the weights, kept beside them; what is tested is the average.</summary>
    public WeightCopies? Average { get; init; }

    /// <summary>0: the average takes in every update; else the weights at the end of each epoch from this one on, as SWA does.</summary>
    public int AverageFrom { get; init; }

    /// <summary>Noise on the weights while a batch goes forward and backward.</summary>
    public WeightNoise? WeightNoise { get; init; }

    /// <summary>The number format of matrix products and convolutions.</summary>
    public Precision Precision { get; init; }

    /// <summary>Epochs without a better value before it ends; 0 never does. Watched is validation where there is one, else test, else training.</summary>
    public int Patience { get; init; }

    /// <summary>By how much a value must be better for patience to count it.</summary>
    public double MinChange { get; init; }

    /// <summary>Updates between checkpoints besides those of each epoch.</summary>
    public long CheckpointEvery { get; init; }

    /// <summary>Time between checkpoints besides those of each epoch; the clock is looked at after each update.</summary>
    public TimeSpan CheckpointTime { get; init; }

    public TimeSpan MaxTime { get; init; }

    /// <summary>The pause between two reports.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromMilliseconds(200);
}
