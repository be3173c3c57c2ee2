using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
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
using ModelZoo.Training.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>A recipe put to work: data, network and trainer built from it, everything that happens kept in a run folder.</summary>
public sealed class Run : IDisposable
{
    private readonly DataLoader? _validation;
    private readonly long _memoryBefore;
    private RunFolder? _folder;
    private readonly IReporter? _reporter;

    /// <param name="observer">Told of reports and epochs; the run itself sees to checkpoints and files.</param>
    public Run(Settings settings, string? dataRoot = null, IObserver? observer = null, ModelArguments? arguments = null, IReporter? reporter = null)
    {
        (Settings, Observer, _reporter) = (settings, observer, reporter);
        var recipe = settings.Recipe;
        Entry = Zoo.Find(recipe.Model);
        RecipeCheck.Names(recipe, dataRoot);
        Device = Devices.Choose(recipe.Device);
        if (recipe.Threads > 0)
            set_num_threads(recipe.Threads);
        if (Device.type == DeviceType.CUDA)
            Precisions.AllowTensorFloat32(recipe.Precision == "tf32");
        _memoryBefore = RuntimeFacts.AllocatedBytes ?? 0;
        Data = MemoryTrial.InMemory($"the data of {recipe.Dataset}", () => DatasetCatalog.Open(recipe.Dataset, new DatasetOptions
        {
            DataRoot = dataRoot,
            LimitTrain = recipe.LimitTrain > 0 ? (int)recipe.LimitTrain : null,
            LimitTest = recipe.LimitTest > 0 ? (int)recipe.LimitTest : null,
        }));
        DataFit.Check(Entry, Data);
        Split? held = null;
        if (HeldOut.Parse(recipe.Validation) is { IsNothing: false } part)
            (Data, held) = HoldOut(Data, part, recipe.Seed);
        DataBytes = (RuntimeFacts.AllocatedBytes ?? 0) - _memoryBefore;
        manual_seed(recipe.Seed);
        Arguments = arguments ?? DataFit.Arguments(Entry, Data, recipe);
        Model = MemoryTrial.InMemory($"the {recipe.Model} network", () => Zoo.Create(recipe.Model, Arguments));
        if (recipe.Init.Length > 0)
            Initialisation.Apply(recipe.Init, Model);
        if (Device.type != DeviceType.CPU)
            Model.to(Device);
        Activations.Apply(Model, recipe.Activations);
        if (recipe.MemoryFormat != "auto")
            MemoryLayout.Apply(Model, recipe.MemoryFormat);
        TrainLoader = new DataLoader(Data.Train, recipe.BatchSize, shuffle: true, seed: recipe.Seed, device: Device, transform: DataFit.Transforms(Data, recipe, training: true));
        Validation = held;
        _validation = held is null ? null : new DataLoader(held, recipe.BatchSize, device: Device, transform: DataFit.Transforms(Data, recipe, training: false));
        TestLoader = new DataLoader(Data.Test, recipe.BatchSize, device: Device, transform: DataFit.Transforms(Data, recipe, training: false));
        Optimizer = OptimizerTable.Create(recipe.Optimizer, Model.parameters(), new(recipe.LearningRate, recipe.Momentum, recipe.WeightDecay > 0 ? recipe.WeightDecay : null));
        long updates = (TrainLoader.Count + recipe.Accumulate - 1) / recipe.Accumulate * recipe.Epochs;
        var schedule = ScheduleTable.Create(recipe.Schedule, recipe.Steps > 0 ? Math.Min(updates, recipe.Steps) : updates, recipe.Epochs, recipe.Warmup);
        Task = TaskTable.For(Entry, recipe, Data);
        Regularizers = new Regularizers(recipe, Model);
        Trainer = new Trainer(Model, Task, Optimizer, schedule, options: Options = Regularizers.AddTo(new TrainerOptions
        {
            Epochs = recipe.Epochs,
            Steps = recipe.Steps,
            Accumulate = recipe.Accumulate,
            Precision = Precisions.Of(recipe.Precision, Device.type),
            Patience = recipe.Patience,
            MinChange = recipe.MinChange,
            CheckpointEvery = recipe.CheckpointEvery,
            CheckpointTime = recipe.CheckpointTime,
            MaxTime = recipe.MaxTime,
        }), observer: new CheckpointKeeper(this, observer));
    }

    public Entry Entry { get; }
    public Device Device { get; }
    public nn.Module Model { get; }
    public Trainer Trainer { get; }
    public Dataset Data { get; }

    /// <summary>What of the training part is held out for choices; null where nothing is.</summary>
    public Split? Validation { get; }
    public Settings Settings { get; }
    internal ModelArguments Arguments { get; }
    internal IObserver? Observer { get; }
    internal IRunReport? Report { get; private set; }
    internal Regularizers Regularizers { get; }
    internal long DataBytes { get; }
    internal ITask Task { get; }
    internal Optimizer Optimizer { get; }
    internal TrainerOptions Options { get; }
    internal DataLoader TrainLoader { get; }
    internal DataLoader TestLoader { get; }
    public RunFolder Folder => _folder ?? throw new InvalidOperationException("The run has no folder before it is trained.");
    public long Parameters => Model.parameters().Sum(parameter => parameter.numel());

    /// <summary>A run as its last checkpoint left it. Settings of `changes` replace those that it was started with.</summary>
    public static Run Resume(string folder, Settings changes, IReadOnlyCollection<string> changed, string? dataRoot, IObserver? observer, Action<string> warn, IReporter? reporter = null)
    {
        var place = RunFolder.Open(folder);
        using var scope = NewDisposeScope();
        var checkpoint = Checkpoint.Load(place.Last, warn);
        var settings = new Settings((string)checkpoint.Settings["model"]!["value"]!);
        foreach (var (name, kept) in checkpoint.Settings)
            if (kept?["value"] is { } value)
                settings.Set(name, value.ToString(), (string)kept["origin"]!);
        foreach (var name in changed)
            if (name == "validation" || (name is "seed" or "dataset" or "limit-train" && settings.Recipe.Validation != "0"))
                throw new RecipeException($"--{name} cannot change when a run goes on: other examples would be held out, among them some it was trained on. Start a new run.");
            else
                settings.Set(name, RecipeTable.Find(name).Text(changes.Recipe), "command line at resume");
        var run = new Run(settings, dataRoot, observer, checkpoint.Arguments, reporter) { _folder = place };
        try
        {
            run.Restore(checkpoint);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end, or until it is cancelled. The folder is made below `output` unless the run was resumed.</summary>
    public Ending Train(string output, CancellationToken stop) =>
        Train(_folder ?? RunFolder.Create(output, Entry.Name, Data.Name), stop);

    /// <param name="final">False for a run that only serves a choice: its test part is not looked at and no page is made.</param>
    public Ending Train(RunFolder folder, CancellationToken stop, bool final = true)
    {
        _folder = folder;
        using var alone = folder.Alone();
        try
        {
            return Trained(folder, final, stop);
        }
        // A trial that fails is a row of a table, and nobody waits for its reasons.
        catch (Exception error) when (final && error is (DivergedException or CheckpointException or IOException or UnauthorizedAccessException or ExternalException or OutOfMemoryException))
        {
            var explained = this.Explain(error, stop);
            folder.TryLog(explained.Message);
            throw explained;
        }
    }

    private Ending Trained(RunFolder folder, bool final, CancellationToken stop)
    {
        folder.WriteConfig(Settings.Json(), new JsonObject
        {
            ["device"] = Device.ToString(),
            ["threads"] = get_num_threads(),
            ["libtorch"] = RuntimeFacts.Version,
            ["parameters"] = Parameters,
        });
        folder.Log($"train {Entry.Name} on {Data.Name} from step {Trainer.State.Step}");
        // The way back from whatever happens before the first epoch is over, and what a run that diverges is gone through again from.
        if (Trainer.State.Step == 0)
            Save(folder.Last);
        using var report = Report = _reporter?.Begin(this);
        using var memory = new MemoryPeak();
        var ending = Trainer.Fit(TrainLoader, _validation is null && final ? TestLoader : null, _validation, stop);
        MostMemory = MemoryLimit.Bytes is null ? null : memory.Most - _memoryBefore;
        Report = null;
        folder.Log($"{ending} after epoch {Trainer.State.Epoch}, step {Trainer.State.Step}");
        if (!final)
            return ending;
        if (ending != Ending.Cancelled)
            TestBest();
        report?.End(ending);
        return ending;
    }

    /// <summary>The most that the run took while it trained, its data included, in bytes; null before, and where memory is not counted.</summary>
    public long? MostMemory { get; private set; }

    public Dictionary<string, double> Evaluate() => Trainer.Evaluate(TestLoader);

    /// <summary>The weights, and their average, as they were in the best epoch. What is trained after it goes on from there.</summary>
    public void RestoreBest()
    {
        using var scope = NewDisposeScope();
        var best = Checkpoint.Load(Folder.Best);
        Model.load_state_dict(best.Model);
        Regularizers.Average?.load_state_dict(best.State.Under("average."));
    }

    /// <summary>The best epoch's results where a part was held out for that choice, else the last one's; null before the first.</summary>
    public EpochRow? Result => Trainer.State.Rows is not [.., var last] rows ? null : _validation is null ? last : rows[Trainer.State.BestEpoch - 1];

    // The one look at the test: at the weights that were chosen without it. They stay in the network; checkpoints/last has the last ones.
    private void TestBest()
    {
        if (_validation is null || Result is not { } best)
            return;
        RestoreBest();
        Trainer.State.Rows[Trainer.State.BestEpoch - 1] = best with { Test = Evaluate() };
        Folder.WriteMetrics(Trainer.State.Rows);
    }

    /// <summary>The run with a smaller batch as its last checkpoint left it, or from the start if it has none, and as many more batches an update: the update is the same mean. This one is disposed.</summary>
    /// <remarks>Statistics that a network takes of its batches (batch normalisation) are of the smaller ones.</remarks>
    public Run Smaller(int batchSize, string? dataRoot, IObserver? observer, Action<string> warn)
    {
        var recipe = Settings.Recipe;
        int times = (recipe.BatchSize + batchSize - 1) / batchSize;
        var changes = new Settings(recipe.Model).Set("batch-size", $"{batchSize}", "auto-batch").Set("accumulate", $"{recipe.Accumulate * times}", "auto-batch");
        Dispose();
        if (_folder is null)
            return new Run(Settings.Set("batch-size", $"{batchSize}", "auto-batch").Set("accumulate", $"{recipe.Accumulate * times}", "auto-batch"), dataRoot, observer, reporter: _reporter);
        return Resume(Folder.FullPath, changes, ["batch-size", "accumulate"], dataRoot, observer, warn, _reporter);
    }

    internal void Restore(Checkpoint checkpoint)
    {
        try
        {
            Model.load_state_dict(checkpoint.Model);
            // A place in the epoch is a number of batches; the order of the examples does not depend on their size.
            long then = long.Parse((string?)checkpoint.Settings["batch-size"]?["value"]?.ToString() ?? $"{TrainLoader.BatchSize}");
            TrainLoader.State = checkpoint.Loader with { Batch = checkpoint.Loader.Batch * then / TrainLoader.BatchSize };
            Trainer.load_state_dict(checkpoint.State, checkpoint.Trainer);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException or ExternalException)
        {
            throw new CheckpointException($"The checkpoint in {Folder.FullPath} does not fit this run: {TorchErrors.Sentence(error)}", error);
        }
    }

    private static (Dataset Kept, Split Held) HoldOut(Dataset whole, HeldOut part, long seed)
    {
        using (whole.Train)
        {
            var (kept, held) = part.Divide(whole, seed);
            return (whole.With(kept, whole.Test), held);
        }
    }

    internal void Save(string folder)
    {
        // Made again in its place, it would hide what was lost: it may be a disk that is no longer mounted.
        if (!Directory.Exists(Folder.FullPath))
            throw new CheckpointException($"The run's folder {Folder.FullPath} is gone: it was deleted, moved, or its disk is no longer there.");
        using var scope = NewDisposeScope();
        new Checkpoint(Settings.Json(), Arguments, Trainer.State, TrainLoader.State, Model.state_dict(), Trainer.state_dict()).Save(folder);
    }

    public void Dispose()
    {
        Trainer.Dispose();
        (Task as IDisposable)?.Dispose();
        Regularizers.Dispose();
        Optimizer.Dispose();
        TrainLoader.Dispose();
        TestLoader.Dispose();
        _validation?.Dispose();
        Validation?.Dispose();
        Data.Dispose();
        Model.Dispose();
    }
}
