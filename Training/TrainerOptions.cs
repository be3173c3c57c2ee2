using ModelZoo.Training.Regularization;

namespace ModelZoo.Training;

/// <summary>How long the trainer trains, and what it does besides updates.</summary>
public sealed record TrainerOptions
{
    public int Epochs { get; init; } = 10;

    /// <summary>Ends the training after so many updates, even within an epoch; 0: no limit.</summary>
    public long Steps { get; init; }

    /// <summary>Batches that are averaged into one update.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Applied to the gradients before each update, in this order: penalties, clipping, noise.</summary>
    public IReadOnlyList<IGradientChange> GradientChanges { get; init; } = [];

    /// <summary>Applied to the weights after each update: maximum norm, lookahead.</summary>
    public IReadOnlyList<IWeightChange> WeightChanges { get; init; } = [];

    /// <summary>An average of the weights, which is used for tests and predictions.</summary>
    public WeightCopies? Average { get; init; }

    /// <summary>0: the average is over all updates. Else: over the ends of the epochs from this one on.</summary>
    public int AverageFrom { get; init; }

    /// <summary>Noise on the weights during forward and backward.</summary>
    public WeightNoise? WeightNoise { get; init; }

    /// <summary>The number format of matrix products and convolutions.</summary>
    public Precision Precision { get; init; }

    /// <summary>Ends after so many epochs without a better value on validation, else test; 0: never.</summary>
    public int Patience { get; init; }

    /// <summary>Patience counts a value as better only if it is better by more than this.</summary>
    public double MinChange { get; init; }

    /// <summary>Updates between checkpoints, besides the one after each epoch; 0: none.</summary>
    public long CheckpointEvery { get; init; }

    /// <summary>Time between checkpoints, besides the one after each epoch; zero: none.</summary>
    public TimeSpan CheckpointTime { get; init; }

    /// <summary>Ends the training after the update in which this time is over; zero: no limit.</summary>
    public TimeSpan MaxTime { get; init; }

    /// <summary>Time between reports to the observer. Each report waits for the device.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>These options, or an exception if one of them cannot work.</summary>
    internal TrainerOptions Checked()
    {
        foreach (var (name, value, least) in new[]
        {
            (nameof(Epochs), Epochs, 1), (nameof(Steps), Steps, 0), (nameof(Accumulate), Accumulate, 1),
            (nameof(Patience), Patience, 0), (nameof(CheckpointEvery), CheckpointEvery, 0L),
        })
            if (value < least)
                throw new ArgumentException($"TrainerOptions.{name} is {value}, but it must be at least {least}.");
        return this;
    }
}
