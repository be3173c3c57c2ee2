using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ModelZoo.Datasets;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Runs.Calibration;
using ModelZoo.Runs.Recipes;
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
    private readonly Settings _settings;
    private readonly ModelArguments _arguments;
    private readonly Dataset _data;
    private readonly long _dataBytes;
    private readonly DataLoader _train, _test;
    private readonly DataLoader? _validation;
    private readonly Optimizer _optimizer;
    private readonly ITask _task;
    private readonly Regularizers _regularizers;
    private readonly TrainerOptions _options;
    private readonly Trainer _trainer;
    private readonly IObserver? _observer;
    private readonly long _memoryBefore;
    private RunFolder? _folder;
    private readonly IReporter? _reporter;
    private IRunReport? _report;

    /// <param name="observer">Told of reports and epochs; the run itself sees to checkpoints and files.</param>
    public Run(Settings settings, string? dataRoot = null, IObserver? observer = null, ModelArguments? arguments = null, IReporter? reporter = null)
    {
        (_settings, _observer, _reporter) = (settings, observer, reporter);
        var recipe = settings.Recipe;
        Entry = Zoo.Find(recipe.Model);
        RecipeCheck.Names(recipe, dataRoot);
        Device = Devices.Choose(recipe.Device);
        if (recipe.Threads > 0)
            set_num_threads(recipe.Threads);
        if (Device.type == DeviceType.CUDA)
            Precisions.AllowTensorFloat32(recipe.Precision == "tf32");
        _memoryBefore = RuntimeFacts.AllocatedBytes ?? 0;
        _data = MemoryTrial.InMemory($"the data of {recipe.Dataset}", () => DatasetCatalog.Open(recipe.Dataset, new DatasetOptions
        {
            DataRoot = dataRoot,
            LimitTrain = recipe.LimitTrain > 0 ? (int)recipe.LimitTrain : null,
            LimitTest = recipe.LimitTest > 0 ? (int)recipe.LimitTest : null,
        }));
        DataFit.Check(Entry, _data);
        Split? held = null;
        if (HeldOut.Parse(recipe.Validation) is { IsNothing: false } part)
            (_data, held) = HoldOut(_data, part, recipe.Seed);
        _dataBytes = (RuntimeFacts.AllocatedBytes ?? 0) - _memoryBefore;
        manual_seed(recipe.Seed);
        _arguments = arguments ?? DataFit.Arguments(Entry, _data, recipe);
        Model = MemoryTrial.InMemory($"the {recipe.Model} network", () => Zoo.Create(recipe.Model, _arguments));
        if (recipe.Init.Length > 0)
            Initialisation.Apply(recipe.Init, Model);
        if (Device.type != DeviceType.CPU)
            Model.to(Device);
        Activations.Apply(Model, recipe.Activations);
        if (recipe.MemoryFormat != "auto")
            MemoryLayout.Apply(Model, recipe.MemoryFormat);
        _train = new DataLoader(_data.Train, recipe.BatchSize, shuffle: true, seed: recipe.Seed, device: Device, transform: DataFit.Transforms(_data, recipe, training: true));
        Validation = held;
        _validation = held is null ? null : new DataLoader(held, recipe.BatchSize, device: Device, transform: DataFit.Transforms(_data, recipe, training: false));
        _test = new DataLoader(_data.Test, recipe.BatchSize, device: Device, transform: DataFit.Transforms(_data, recipe, training: false));
        _optimizer = OptimizerTable.Create(recipe.Optimizer, Model.parameters(), new(recipe.LearningRate, recipe.Momentum, recipe.WeightDecay > 0 ? recipe.WeightDecay : null));
        long updates = (_train.Count + recipe.Accumulate - 1) / recipe.Accumulate * recipe.Epochs;
        var schedule = ScheduleTable.Create(recipe.Schedule, recipe.Steps > 0 ? Math.Min(updates, recipe.Steps) : updates, recipe.Epochs, recipe.Warmup);
        _task = TaskTable.For(Entry, recipe, _data);
        _regularizers = new Regularizers(recipe, Model);
        _trainer = new Trainer(Model, _task, _optimizer, schedule, options: _options = _regularizers.AddTo(new TrainerOptions
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
    public Trainer Trainer => _trainer;
    public Dataset Data => _data;

    /// <summary>What of the training part is held out for choices; null where nothing is.</summary>
    public Split? Validation { get; }
    public Settings Settings => _settings;
    internal ModelArguments Arguments => _arguments;
    internal IObserver? Observer => _observer;
    internal IRunReport? Report => _report;
    internal Regularizers Regularizers => _regularizers;
    internal long DataBytes => _dataBytes;
    internal ITask Task => _task;
    internal Optimizer Optimizer => _optimizer;
    internal TrainerOptions Options => _options;
    internal DataLoader TrainLoader => _train;
    internal DataLoader TestLoader => _test;
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
        Train(_folder ?? RunFolder.Create(output, Entry.Name, _data.Name), stop);

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
        folder.WriteConfig(_settings.Json(), new JsonObject
        {
            ["device"] = Device.ToString(),
            ["threads"] = get_num_threads(),
            ["libtorch"] = RuntimeFacts.Version,
            ["parameters"] = Parameters,
        });
        folder.Log($"train {Entry.Name} on {_data.Name} from step {_trainer.State.Step}");
        // The way back from whatever happens before the first epoch is over, and what a run that diverges is gone through again from.
        if (_trainer.State.Step == 0)
            Save(folder.Last);
        using var report = _report = _reporter?.Begin(this);
        using var memory = new MemoryPeak();
        var ending = _trainer.Fit(_train, _validation is null && final ? _test : null, _validation, stop);
        MostMemory = MemoryLimit.Bytes is null ? null : memory.Most - _memoryBefore;
        _report = null;
        folder.Log($"{ending} after epoch {_trainer.State.Epoch}, step {_trainer.State.Step}");
        if (!final)
            return ending;
        if (ending != Ending.Cancelled)
            TestBest();
        report?.End(ending);
        return ending;
    }

    /// <summary>The most that the run took while it trained, its data included, in bytes; null before, and where memory is not counted.</summary>
    public long? MostMemory { get; private set; }

    public Dictionary<string, double> Evaluate() => _trainer.Evaluate(_test);

    /// <summary>The weights, and their average, as they were in the best epoch. What is trained after it goes on from there.</summary>
    public void RestoreBest()
    {
        using var scope = NewDisposeScope();
        var best = Checkpoint.Load(Folder.Best);
        Model.load_state_dict(best.Model);
        _regularizers.Average?.load_state_dict(best.State.Under("average."));
    }

    /// <summary>The best epoch's results where a part was held out for that choice, else the last one's; null before the first.</summary>
    public EpochRow? Result => _trainer.State.Rows is not [.., var last] rows ? null : _validation is null ? last : rows[_trainer.State.BestEpoch - 1];

    // The one look at the test: at the weights that were chosen without it. They stay in the network; checkpoints/last has the last ones.
    private void TestBest()
    {
        if (_validation is null || Result is not { } best)
            return;
        RestoreBest();
        _trainer.State.Rows[_trainer.State.BestEpoch - 1] = best with { Test = Evaluate() };
        Folder.WriteMetrics(_trainer.State.Rows);
    }

    /// <summary>The run with a smaller batch as its last checkpoint left it, or from the start if it has none, and as many more batches an update: the update is the same mean. This one is disposed.</summary>
    /// <remarks>Statistics that a network takes of its batches (batch normalisation) are of the smaller ones.</remarks>
    public Run Smaller(int batchSize, string? dataRoot, IObserver? observer, Action<string> warn)
    {
        var recipe = _settings.Recipe;
        int times = (recipe.BatchSize + batchSize - 1) / batchSize;
        var changes = new Settings(recipe.Model).Set("batch-size", $"{batchSize}", "auto-batch").Set("accumulate", $"{recipe.Accumulate * times}", "auto-batch");
        Dispose();
        if (_folder is null)
            return new Run(_settings.Set("batch-size", $"{batchSize}", "auto-batch").Set("accumulate", $"{recipe.Accumulate * times}", "auto-batch"), dataRoot, observer, reporter: _reporter);
        return Resume(Folder.FullPath, changes, ["batch-size", "accumulate"], dataRoot, observer, warn, _reporter);
    }

    internal void Restore(Checkpoint checkpoint)
    {
        try
        {
            Model.load_state_dict(checkpoint.Model);
            // A place in the epoch is a number of batches; the order of the examples does not depend on their size.
            long then = long.Parse((string?)checkpoint.Settings["batch-size"]?["value"]?.ToString() ?? $"{_train.BatchSize}");
            _train.State = checkpoint.Loader with { Batch = checkpoint.Loader.Batch * then / _train.BatchSize };
            _trainer.load_state_dict(checkpoint.State, checkpoint.Trainer);
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
        new Checkpoint(_settings.Json(), _arguments, _trainer.State, _train.State, Model.state_dict(), _trainer.state_dict()).Save(folder);
    }

    public void Dispose()
    {
        _trainer.Dispose();
        (_task as IDisposable)?.Dispose();
        _regularizers.Dispose();
        _optimizer.Dispose();
        _train.Dispose();
        _test.Dispose();
        _validation?.Dispose();
        Validation?.Dispose();
        _data.Dispose();
        Model.Dispose();
    }
}
