using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Runs.Calibration;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Builds runs: the only place where data, network, optimizer and the rest are made from settings.</summary>
public static class RunBuilder
{
    /// <param name="observer">Is told of reports and epochs. Checkpoints and files are the run's own affair.</param>
    public static Run Build(
        Settings settings, string? dataRoot = null, IObserver? observer = null, IReporter? reporter = null)
    {
        RecipeCheck.Unused(settings);
        return new Run(settings, Parts(settings, dataRoot), observer, reporter);
    }

    /// <summary>A run as its last checkpoint left it.</summary>
    /// <param name="changes">Settings to take from; `changed` names which ones.</param>
    public static Run Resume(
        string folder, Action<string> warn,
        string? dataRoot = null, IObserver? observer = null, IReporter? reporter = null,
        Settings? changes = null, IReadOnlyCollection<string>? changed = null)
    {
        var place = RunFolder.Open(folder);
        using var scope = NewDisposeScope();
        var checkpoint = Checkpoint.Load(place.Last, warn);
        var settings = new Settings("").Read(checkpoint.Settings, "checkpoint");
        _ = RunModel.Find(settings.Recipe.Model, checkpoint);
        bool holdsOut = !settings.Recipe.Validation.IsNothing;
        foreach (var name in changed ?? [])
        {
            if (name == "validation" || (name is "seed" or "dataset" or "limit-train" && holdsOut))
                throw new RecipeException($"--{name} cannot change when a run is resumed: "
                    + "other examples would be held out, among them some that it was trained on. Start a new run.");
            if (name is "dropout" or "width" or "init" or "seed")
                throw new RecipeException($"--{name} cannot change when a run is resumed: network and random choices "
                    + "go on from the checkpoint. Start a new run.");
            settings.Take(changes!, name, "command line at resume");
        }
        var run = new Run(settings, Parts(settings, dataRoot, checkpoint.Arguments), observer, reporter, place);
        try
        {
            run.Restore(checkpoint);
            if (changed?.Count > 0 && run.NothingLeft is { } over)
                throw new RecipeException($"--{string.Join(", --", changed)} would change nothing. {over}");
            run.Take(changed ?? []);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    // The order decides which random numbers each part draws.
    private static RunParts Parts(Settings settings, string? dataRoot, ModelArguments? arguments = null)
    {
        var recipe = settings.Recipe;
        bool isNew = arguments is null;
        var entry = Zoo.Find(recipe.Model);
        RecipeCheck.Names(recipe, dataRoot);
        var device = Devices.Choose(recipe.Device);
        if (recipe.Threads > 0)
            set_num_threads(recipe.Threads);
        if (device.type == DeviceType.CUDA)
            Precisions.AllowTensorFloat32(recipe.Precision == "tf32");
        long memoryBefore = Platform.AllocatedBytes() ?? 0;
        var (data, validation) = Data(entry, recipe, dataRoot);
        long dataBytes = (Platform.AllocatedBytes() ?? 0) - memoryBefore;

        manual_seed(recipe.Seed);
        arguments ??= DataFit.Arguments(entry, data, recipe);
        if (isNew && data.InputShape.Length != 3 && settings.IsChosen("image-size"))
            throw RecipeCheck.NoEffect("image-size", $"on {data.Name}: its examples are not pictures");
        var model = Network(recipe, arguments, device, isNew);
        var train = TrainLoader(recipe, data, device, recipe.BatchSize);
        DataLoader InOrder(Split split) =>
            new(split, recipe.BatchSize, device: device, transform: DataFit.Transforms(data, recipe, training: false));
        var validationLoader = validation is null ? null : InOrder(validation);
        var test = InOrder(data.Test);
        var regularizers = new Regularizers(recipe, model);
        return new RunParts
        {
            Entry = entry,
            Device = device,
            Data = data,
            Validation = validation,
            Arguments = arguments,
            Model = model,
            TrainLoader = train,
            ValidationLoader = validationLoader,
            TestLoader = test,
            Optimizer = OptimizerTable.Create(recipe.Optimizer, model.parameters(),
                new(recipe.LearningRate, recipe.Momentum, recipe.WeightDecay > 0 ? recipe.WeightDecay : null)),
            Schedule = Schedule(recipe, train.Count, isNew),
            Task = TaskTable.For(entry, recipe, data),
            Regularizers = regularizers,
            Options = regularizers.AddTo(Options(recipe, device)),
            MemoryBefore = memoryBefore,
            DataBytes = dataBytes,
        };
    }

    private static (Dataset Data, Split? Validation) Data(Entry entry, Recipe recipe, string? dataRoot)
    {
        var options = new DatasetOptions
        {
            DataRoot = dataRoot,
            LimitTrain = recipe.LimitTrain > 0 ? (int)recipe.LimitTrain : null,
            LimitTest = recipe.LimitTest > 0 ? (int)recipe.LimitTest : null,
        };
        var data = MemoryTrial.InMemory(
            $"the data of {recipe.Dataset}", () => DatasetCatalog.Open(recipe.Dataset, options));
        DataFit.Check(entry, data);
        if (recipe.Validation.IsNothing)
            return (data, null);
        using (data.Train)
        {
            var (kept, held) = recipe.Validation.Divide(data, recipe.Seed);
            return (data.With(kept, data.Test), held);
        }
    }

    private static nn.Module Network(Recipe recipe, ModelArguments arguments, Device device, bool isNew)
    {
        bool takesDropout = true;
        var model = MemoryTrial.InMemory(
            $"the {recipe.Model} network", () => Zoo.Create(recipe.Model, arguments, out takesDropout));
        if (isNew && recipe.Dropout is not null && !takesDropout)
        {
            model.Dispose();
            throw RecipeCheck.NoEffect("dropout", $"on {recipe.Model}, which has no dropout");
        }
        if (recipe.Init.Length > 0)
            Initialization.Apply(recipe.Init, model);
        if (device.type != DeviceType.CPU)
            model.to(device);
        Activations.Apply(model, recipe.Activations);
        if (recipe.MemoryFormat != MemoryLayout.Auto)
            MemoryLayout.Apply(model, recipe.MemoryFormat);
        return model;
    }

    internal static DataLoader TrainLoader(Recipe recipe, Dataset data, Device device, int batchSize) =>
        new(data.Train, batchSize, shuffle: true, seed: recipe.Seed, device: device,
            transform: DataFit.Transforms(data, recipe, training: true));

    private static Schedule? Schedule(Recipe recipe, long batches, bool isNew)
    {
        long updates = (batches + recipe.Accumulate - 1) / recipe.Accumulate * recipe.Epochs;
        if (recipe.Steps > 0)
            updates = Math.Min(updates, recipe.Steps);
        if (isNew && recipe.Warmup > 0 && recipe.Warmup >= updates)
            throw new RecipeException($"--warmup {recipe.Warmup} is as long as the whole training of {updates} "
                + "updates, so --lr would never be reached: give fewer, or more --epochs.");
        return ScheduleTable.Create(recipe.Schedule, updates, recipe.Epochs, recipe.Warmup);
    }

    private static TrainerOptions Options(Recipe recipe, Device device) => new()
    {
        Epochs = recipe.Epochs,
        Steps = recipe.Steps,
        Accumulate = recipe.Accumulate,
        Precision = Precisions.Of(recipe.Precision, device.type),
        Patience = recipe.Patience,
        MinChange = recipe.MinChange,
        CheckpointEvery = recipe.CheckpointEvery,
        CheckpointTime = recipe.CheckpointTime,
        MaxTime = recipe.MaxTime,
    };
}
