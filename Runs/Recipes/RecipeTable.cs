using System.Globalization;
using System.Text.Json.Nodes;
using ModelZoo.Runs.Calibration;
using ModelZoo.Training;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Recipes;

/// <summary>One setting: its name as an option and in files, what it means, and how it is read and changed.</summary>
public abstract record RecipeField(string Name, string Help)
{
    /// <summary>What a value looks like, for help and for errors.</summary>
    public abstract string Form { get; }

    public abstract string Text(Recipe recipe);

    /// <summary>The recipe with this setting; a text that does not read is told in a sentence.</summary>
    public abstract Recipe With(Recipe recipe, string text);

    public abstract JsonNode? Json(Recipe recipe);
}

/// <summary>The settings of a recipe, a row each: the command line, recipe files, config.json and the docs are made from this table.</summary>
public static class RecipeTable
{
    public static IReadOnlyList<RecipeField> Fields { get; } =
    [
        Text("model", "the network; `list` shows all", r => r.Model, (r, v) => r with { Model = v }),
        Text("dataset", "the data set; the model's own if left out", r => r.Dataset, (r, v) => r with { Dataset = v }),
        Whole("epochs", "passes over the training data", 1, r => r.Epochs, (r, v) => r with { Epochs = (int)v }),
        Whole("steps", "stop after so many updates (0: no limit)", 0, r => r.Steps, (r, v) => r with { Steps = v }),
        Whole("batch-size", "examples in one update", 1, r => r.BatchSize, (r, v) => r with { BatchSize = (int)v }),
        Number("lr", "learning rate", 0, r => r.LearningRate, (r, v) => r with { LearningRate = v }),
        Text("optimizer", "the update rule: sgd, momentum, adam, ...", r => r.Optimizer, (r, v) => r with { Optimizer = v }),
        Optional("momentum", "of the update rule, in place of its own", 0, 1, r => r.Momentum, (r, v) => r with { Momentum = v }),
        Number("weight-decay", "how strongly weights are pulled to zero (L2)", 0, r => r.WeightDecay, (r, v) => r with { WeightDecay = v }),
        Number("l1", "how strongly the weights' absolute values are pulled to zero", 0, r => r.L1, (r, v) => r with { L1 = v }),
        Text("schedule", "how the rate changes: constant, cosine, step, ...", r => r.Schedule, (r, v) => r with { Schedule = v }),
        Whole("warmup", "updates in which the rate climbs from zero", 0, r => r.Warmup, (r, v) => r with { Warmup = v }),
        Number("label-smoothing", "the share of each target that goes to all classes alike", 0, r => r.LabelSmoothing, (r, v) => r with { LabelSmoothing = v }, 1),
        Optional("dropout", "the share of units dropped, in place of the model's own", 0, 1, r => r.Dropout, (r, v) => r with { Dropout = v }),
        Whole("width", "units of a recurrent language model's layers (0: the model's own)", 0, r => r.Width, (r, v) => r with { Width = (int)v }),
        Text("augment", "changes to the training data, by name: crop,flip", r => r.Augment, (r, v) => r with { Augment = v }),
        Whole("image-size", "height and width that images are brought to (0: as they are)", 0, r => r.ImageSize, (r, v) => r with { ImageSize = (int)v }),
        Number("clip-norm", "the longest gradient that is taken as it is (0: any)", 0, r => r.ClipNorm, (r, v) => r with { ClipNorm = v }),
        Number("clip-value", "the largest element of a gradient; what is beyond is cut to it (0: any)", 0, r => r.ClipValue, (r, v) => r with { ClipValue = v }),
        Number("max-norm", "the longest vector of weights into one unit (0: any)", 0, r => r.MaxNorm, (r, v) => r with { MaxNorm = v }),
        Number("input-noise", "the deviation of normal noise on the training inputs", 0, r => r.InputNoise, (r, v) => r with { InputNoise = v }),
        Number("weight-noise", "the deviation of normal noise on the weights, for one batch at a time", 0, r => r.WeightNoise, (r, v) => r with { WeightNoise = v }),
        Number("gradient-noise", "the variance of normal noise on the gradients, which falls from step to step", 0, r => r.GradientNoise, (r, v) => r with { GradientNoise = v }),
        Text("init", "starting weights: xavier-uniform, kaiming-normal, ...", r => r.Init, (r, v) => r with { Init = v }),
        Choice("precision", "number format of products and convolutions", Precisions.Names, r => r.Precision, (r, v) => r with { Precision = v }),
        Choice("activations", "what forward makes: kept for backward, or made again there in parts, for less memory and a third more time", [Activations.Keep, Activations.Recompute], r => r.Activations, (r, v) => r with { Activations = v }),
        Text("device", "auto, cpu, cuda or cuda:N", r => r.Device, (r, v) => r with { Device = v }),
        Whole("threads", "threads of one operator (0: the physical cores)", 0, r => r.Threads, (r, v) => r with { Threads = (int)v }),
        Choice("memory-format", "the order of a convolution's numbers in memory", ["auto", MemoryLayout.Contiguous, MemoryLayout.ChannelsLast], r => r.MemoryFormat, (r, v) => r with { MemoryFormat = v }),
        Whole("seed", "of every random choice", 0, r => r.Seed, (r, v) => r with { Seed = v }),
        Whole("checkpoint-every", "updates between checkpoints besides each epoch's (0: none)", 0, r => r.CheckpointEvery, (r, v) => r with { CheckpointEvery = v }),
        new DurationField("checkpoint-time", "time between checkpoints besides each epoch's: 10m (0: none)", r => r.CheckpointTime, (r, v) => r with { CheckpointTime = v }),
        Whole("keep", "how many of these stay besides the last and the best", 0, r => r.Keep, (r, v) => r with { Keep = (int)v }),
        Whole("keep-best", "how many checkpoints of the best epochs stay", 1, r => r.KeepBest, (r, v) => r with { KeepBest = (int)v }),
        Whole("patience", "epochs without improvement before it ends (0: never)", 0, r => r.Patience, (r, v) => r with { Patience = (int)v }),
        Number("min-change", "the least improvement that patience counts", 0, r => r.MinChange, (r, v) => r with { MinChange = v }),
        new HeldOutField("validation", "held out of the training part, and all choices made by it: a share (0.1), a number (5000) or a fold (2/5); 0: nothing", r => r.Validation, (r, v) => r with { Validation = v }),
        Whole("limit-train", "train on the first N examples (0: all)", 0, r => r.LimitTrain, (r, v) => r with { LimitTrain = v }),
        Whole("limit-test", "test on the first N examples (0: all)", 0, r => r.LimitTest, (r, v) => r with { LimitTest = v }),
        new DurationField("max-time", "stop, with a checkpoint, after this time: 90s, 5m, 2h (0: no limit)", r => r.MaxTime, (r, v) => r with { MaxTime = v }),
        Whole("accumulate", "batches averaged into one update", 1, r => r.Accumulate, (r, v) => r with { Accumulate = (int)v }),
        Number("ema", "how much of the averaged weights stays at each update (0: no average)", 0, r => r.Ema, (r, v) => r with { Ema = v }, 1),
        Whole("swa", "the epoch from which on the weights after each are averaged (0: no average)", 0, r => r.Swa, (r, v) => r with { Swa = (int)v }),
        Whole("lookahead", "updates between two steps of lookahead's slow weights (0: none)", 0, r => r.Lookahead, (r, v) => r with { Lookahead = (int)v }),
    ];

    public static RecipeField Find(string name) =>
        Fields.FirstOrDefault(field => field.Name == name)
        ?? throw new RecipeException($"There is no setting '{name}': the settings are {string.Join(", ", Fields.Select(field => field.Name))}.");

    private static TextField Text(string name, string help, Func<Recipe, string> get, Func<Recipe, string, Recipe> with) => new(name, help, null, get, with);
    private static TextField Choice(string name, string help, string[] choices, Func<Recipe, string> get, Func<Recipe, string, Recipe> with) => new(name, help, choices, get, with);
    private static WholeField Whole(string name, string help, long least, Func<Recipe, long> get, Func<Recipe, long, Recipe> with) => new(name, help, least, get, with);
    private static NumberField Number(string name, string help, double least, Func<Recipe, double> get, Func<Recipe, double, Recipe> with, double below = double.PositiveInfinity) =>
        new(name, help, least, below, r => get(r), (r, v) => with(r, v!.Value));
    private static NumberField Optional(string name, string help, double least, double below, Func<Recipe, double?> get, Func<Recipe, double?, Recipe> with) => new(name, help, least, below, get, with);
}

internal sealed record TextField(string Name, string Help, string[]? Choices, Func<Recipe, string> Get, Func<Recipe, string, Recipe> Set) : RecipeField(Name, Help)
{
    public override string Form => Choices is null ? "NAME" : string.Join("|", Choices);
    public override string Text(Recipe recipe) => Get(recipe);
    public override JsonNode? Json(Recipe recipe) => JsonValue.Create(Get(recipe));
    public override Recipe With(Recipe recipe, string text) =>
        Choices is null || Choices.Contains(text) ? Set(recipe, text) : throw new RecipeException($"--{Name} takes {string.Join(" or ", Choices)}, not '{text}'.");
}

internal sealed record WholeField(string Name, string Help, long Least, Func<Recipe, long> Get, Func<Recipe, long, Recipe> Set) : RecipeField(Name, Help)
{
    public override string Form => "N";
    public override string Text(Recipe recipe) => Get(recipe).ToString();
    public override JsonNode? Json(Recipe recipe) => JsonValue.Create(Get(recipe));
    public override Recipe With(Recipe recipe, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, null, out var value) && value >= Least && value <= int.MaxValue
            ? Set(recipe, value)
            : throw new RecipeException($"--{Name} takes a whole number of at least {Least}, not '{text}'.");
}

internal sealed record NumberField(string Name, string Help, double Least, double Below, Func<Recipe, double?> Get, Func<Recipe, double?, Recipe> Set) : RecipeField(Name, Help)
{
    public override string Form => "X";
    public override string Text(Recipe recipe) => Get(recipe)?.ToString() ?? "";
    public override JsonNode? Json(Recipe recipe) => Get(recipe) is { } value ? JsonValue.Create(value) : null;
    public override Recipe With(Recipe recipe, string text) =>
        double.TryParse(text, NumberStyles.Float, null, out var value) && value >= Least && value < Below
            ? Set(recipe, value)
            : throw new RecipeException($"--{Name} takes a number of at least {Least}{(double.IsFinite(Below) ? $" and below {Below}" : "")}, not '{text}'.");
}

internal sealed record DurationField(string Name, string Help, Func<Recipe, TimeSpan> Get, Func<Recipe, TimeSpan, Recipe> Set) : RecipeField(Name, Help)
{
    public override string Form => "5m";
    public override string Text(Recipe recipe) => $"{Get(recipe).TotalSeconds}s";
    public override JsonNode? Json(Recipe recipe) => JsonValue.Create(Text(recipe));

    public override Recipe With(Recipe recipe, string text)
    {
        var unit = text.Length == 0 ? ' ' : text[^1];
        var digits = char.IsLetter(unit) ? text[..^1] : text;
        double seconds = unit switch { 'h' => 3600, 'm' => 60, _ => 1 };
        if ((char.IsLetter(unit) && unit is not ('h' or 'm' or 's')) || !double.TryParse(digits, NumberStyles.Float, null, out var value) || !(value >= 0 && value < 1e9))
            throw new RecipeException($"--{Name} takes a time such as 90s, 5m or 2h, not '{text}'.");
        return Set(recipe, TimeSpan.FromSeconds(value * seconds));
    }
}

internal sealed record HeldOutField(string Name, string Help, Func<Recipe, string> Get, Func<Recipe, string, Recipe> Set) : RecipeField(Name, Help)
{
    public override string Form => "R";
    public override string Text(Recipe recipe) => Get(recipe);
    public override JsonNode? Json(Recipe recipe) => JsonValue.Create(Get(recipe));
    public override Recipe With(Recipe recipe, string text)
    {
        HeldOut.Parse(text);
        return Set(recipe, text);
    }
}
