namespace ModelZoo.Runs.Recipes;

/// <summary>Every number that decides a run. Unset ones (null) are the model's own; see <see cref="RecipeTable"/> for names and meanings.</summary>
public sealed record Recipe
{
    public required string Model { get; init; }
    public string Dataset { get; init; } = "";

    /// <summary>Ten passes are what the textbooks train.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Stops after so many updates, wherever in an epoch that is; 0 is no limit.</summary>
    public long Steps { get; init; }

    /// <summary>256 keeps two cores busy and is the textbooks' own.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Plain gradient descent on normalised inputs bears a tenth; each model's own is in the zoo's table.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The textbooks' CNNs are trained by nothing more.</summary>
    public string Optimizer { get; init; } = "sgd";

    public double? Momentum { get; init; }
    public double WeightDecay { get; init; }
    public double L1 { get; init; }
    public string Schedule { get; init; } = "constant";

    /// <summary>Updates during which the rate climbs linearly from zero.</summary>
    public long Warmup { get; init; }

    public double LabelSmoothing { get; init; }
    public double? Dropout { get; init; }
    /// <summary>Units of a recurrent language model's layers; 0 is the model's own number.</summary>
    public int Width { get; init; }

    public string Augment { get; init; } = "";

    /// <summary>Height and width that images are brought to; 0 leaves them as they are.</summary>
    public int ImageSize { get; init; }

    /// <summary>Gradients longer than this are scaled down to it; 0 leaves them alone.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Elements of gradients beyond plus or minus this are cut to it; 0 leaves them alone.</summary>
    public double ClipValue { get; init; }

    /// <summary>The longest vector of weights into one unit; 0 is any.</summary>
    public double MaxNorm { get; init; }

    public double InputNoise { get; init; }
    public double WeightNoise { get; init; }

    /// <summary>The variance of the gradients' noise in the first step; its paper's fall over the steps follows from it.</summary>
    public double GradientNoise { get; init; }

    public string Init { get; init; } = "";
    public string Precision { get; init; } = "fp32";

    /// <summary>keep is faster; recompute is for networks whose batch does not fit.</summary>
    public string Activations { get; init; } = "keep";

    public string Device { get; init; } = "auto";

    /// <summary>0 is one for each physical core, or fewer where a trial finds that faster.</summary>
    public int Threads { get; init; }

    /// <summary>auto is what a trial finds fastest.</summary>
    public string MemoryFormat { get; init; } = "auto";

    public long Seed { get; init; }
    public long CheckpointEvery { get; init; }

    public TimeSpan CheckpointTime { get; init; }

    /// <summary>Checkpoints between epochs that stay besides the last and the best.</summary>
    public int Keep { get; init; }

    /// <summary>Checkpoints of the best epochs that stay; one is `best` itself.</summary>
    public int KeepBest { get; init; } = 1;

    /// <summary>Stops when the watched number has not improved for so many epochs; 0 never does.</summary>
    public int Patience { get; init; }

    /// <summary>What counts as an improvement to patience; any, because a small one is seldom noise alone on 10,000 examples.</summary>
    public double MinChange { get; init; }

    /// <summary>Held out of the training part for choices. Nothing, because the textbooks train on all 60,000 and print the test's accuracy, as published numbers are.</summary>
    public string Validation { get; init; } = "0";

    public long LimitTrain { get; init; }
    public long LimitTest { get; init; }
    public TimeSpan MaxTime { get; init; }

    /// <summary>Batches whose gradients are averaged into one update, as if they were one batch.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>How much of the averaged weights stays at each update; 0 keeps no average.</summary>
    public double Ema { get; init; }

    /// <summary>The epoch from which on the weights at the end of each are averaged (SWA); 0 keeps no average.</summary>
    public int Swa { get; init; }

    /// <summary>Updates between two steps of lookahead's slow weights; 0 has none.</summary>
    public int Lookahead { get; init; }
}
