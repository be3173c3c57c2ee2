using ModelZoo.Datasets;
using ModelZoo.Runs.Calibration;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;

namespace ModelZoo.Runs.Recipes;

/// <summary>
/// The settings of a run, one property each. A property and its <see cref="SettingAttribute"/> are the whole
/// declaration: the command line, recipe files, config.json, docs/settings.md and the checks are made from it.
/// </summary>
public sealed record Recipe
{
    [Setting("the network; `list` shows all", Names = typeof(Zoo))]
    public required string Model { get; init; }

    [Setting("the data set; the model's own if left out", Names = typeof(DatasetCatalog))]
    public string Dataset { get; init; } = "";

    /// <summary>Ten is what the textbooks train.</summary>
    [Setting("passes over the training data", Least = 1)]
    public int Epochs { get; init; } = 10;

    [Setting("stop after this many updates, also within an epoch (0: no limit)")]
    public long Steps { get; init; }

    /// <summary>256 is the textbooks' own, and keeps two cores busy.</summary>
    [Setting("examples in one batch", Least = 1)]
    public int BatchSize { get; init; } = 256;

    /// <summary>Plain gradient descent on normalized inputs is stable at 0.1.</summary>
    [Setting("learning rate", Name = "lr", Above = 0, Below = 1e6,
        Reason = "without a rate nothing is learned, and with a huge one the weights overflow")]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The textbooks train their CNNs with plain SGD.</summary>
    [Setting("the update rule: sgd, momentum, adam, ...", Names = typeof(OptimizerTable))]
    public string Optimizer { get; init; } = "sgd";

    [Setting("momentum of the optimizer, if it has one; the optimizer's own if left out", Below = 1)]
    public double? Momentum { get; init; }

    [Setting("strength of the L2 penalty on the weights")]
    public double WeightDecay { get; init; }

    [Setting("strength of the L1 penalty on the weights")]
    public double L1 { get; init; }

    [Setting("how the learning rate changes: constant, cosine, step, ...", Names = typeof(ScheduleTable))]
    public string Schedule { get; init; } = "constant";

    [Setting("updates in which the learning rate rises linearly from zero")]
    public long Warmup { get; init; }

    [Setting("share of each target that is spread over all classes", Below = 1, Tasks = [TaskKind.Classification])]
    public double LabelSmoothing { get; init; }

    [Setting("share of units that are dropped; the model's own if left out", Below = 1)]
    public double? Dropout { get; init; }

    [Setting("units of each recurrent layer (0: the model's own)", Tasks = [TaskKind.LanguageModel])]
    public int Width { get; init; }

    [Setting("random changes to the training data, by name: crop,flip")]
    public string Augment { get; init; } = "";

    [Setting("resize images to this height and width (0: leave them as they are)")]
    public int ImageSize { get; init; }

    [Setting("scale the gradient down to at most this length (0: no limit)")]
    public double ClipNorm { get; init; }

    [Setting("cut each element of the gradient to plus or minus this (0: no limit)")]
    public double ClipValue { get; init; }

    [Setting("largest norm of the weights into one unit (0: no limit)")]
    public double MaxNorm { get; init; }

    [Setting("standard deviation of normal noise on the training inputs")]
    public double InputNoise { get; init; }

    [Setting("standard deviation of normal noise on the weights, drawn anew for each batch")]
    public double WeightNoise { get; init; }

    [Setting("variance of normal noise on the gradients at the first step; it falls from step to step")]
    public double GradientNoise { get; init; }

    [Setting("initial weights: xavier-uniform, kaiming-normal, ...")]
    public string Init { get; init; } = "";

    [Setting("number format of matrix products and convolutions", Names = typeof(Precisions), IsClosed = true)]
    public string Precision { get; init; } = "fp32";

    /// <summary>Keeping is faster; recomputing is for networks whose batch does not fit into memory.</summary>
    [Setting("activations are kept for backward, or recomputed: less memory, a third more time",
        Names = typeof(Activations), IsClosed = true)]
    public string Activations { get; init; } = Training.Activations.Keep;

    [Setting("auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    [Setting("threads of one operator (0: one per physical core, or what tuning finds)")]
    public int Threads { get; init; }

    [Setting("memory layout of convolutions (auto: what tuning finds)", Names = typeof(MemoryLayout), IsClosed = true)]
    public string MemoryFormat { get; init; } = MemoryLayout.Auto;

    [Setting("seed of every random choice")]
    public long Seed { get; init; }

    [Setting("updates between checkpoints within an epoch (0: none)")]
    public long CheckpointEvery { get; init; }

    [Setting("time between checkpoints within an epoch, such as 10m (0: none)")]
    public TimeSpan CheckpointTime { get; init; }

    [Setting("how many of the checkpoints within epochs are kept, besides the last and the best")]
    public int Keep { get; init; }

    [Setting("how many checkpoints of the best epochs are kept", Least = 1)]
    public int KeepBest { get; init; } = 1;

    [Setting("stop after this many epochs without improvement (0: never)")]
    public int Patience { get; init; }

    /// <summary>Zero, because on 10,000 examples a small improvement is seldom only noise.</summary>
    [Setting("least improvement that patience counts")]
    public double MinChange { get; init; }

    /// <summary>Nothing, because the textbooks train on all 60,000 and publish the test accuracy.</summary>
    [Setting("hold out a share (0.1), a number (5000) or a fold (2/5) of the training data to choose by (0: nothing)")]
    public HeldOut Validation { get; init; } = HeldOut.Nothing;

    [Setting("train on the first N examples (0: all)")]
    public long LimitTrain { get; init; }

    [Setting("test on the first N examples (0: all)")]
    public long LimitTest { get; init; }

    [Setting("stop with a checkpoint after this time: 90s, 5m, 2h (0: no limit)")]
    public TimeSpan MaxTime { get; init; }

    [Setting("batches whose gradients are averaged into one update", Least = 1)]
    public int Accumulate { get; init; } = 1;

    [Setting("decay of the exponential average of the weights (0: no average)", Below = 1)]
    public double Ema { get; init; }

    [Setting("average the weights at the end of each epoch from this one on (0: no average)")]
    public int Swa { get; init; }

    [Setting("updates between two steps of lookahead's slow weights (0: no lookahead)")]
    public int Lookahead { get; init; }
}
