using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ModelZoo.Datasets;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Regularization;
using ModelZoo.Training.Reports;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Training.Runs;

/// <summary>A recipe put to work: data, network and trainer built from it, everything that happens kept in a run folder.</summary>
public sealed partial class Run : IDisposable
{
    private readonly Settings _settings;
    private readonly ModelArguments _arguments;
    private readonly Dataset _data;
    private readonly DataLoader _train, _test;
    private readonly Optimizer _optimizer;
    private readonly ITask _task;
    private readonly ExponentialAverage? _average;
    private readonly Trainer _trainer;
    private readonly IObserver? _observer;
    private RunFolder? _folder;
    private RunLog? _log;

    /// <param name="observer">Told of reports and epochs; the run itself sees to checkpoints and files.</param>
    public Run(Settings settings, string? dataRoot = null, IObserver? observer = null, ModelArguments? arguments = null)
    {
        (_settings, _observer) = (settings, observer);
        var recipe = settings.Recipe;
        Device = Devices.Choose(recipe.Device);
        if (recipe.Threads > 0)
            set_num_threads(recipe.Threads);
        if (Device.type == DeviceType.CUDA)
            Precisions.AllowTensorFloat32(recipe.Precision == "tf32");
        Entry = Zoo.Find(recipe.Model);
        _data = DatasetCatalog.Open(recipe.Dataset, new DatasetOptions
        {
            DataRoot = dataRoot,
            LimitTrain = recipe.LimitTrain > 0 ? (int)recipe.LimitTrain : null,
            LimitTest = recipe.LimitTest > 0 ? (int)recipe.LimitTest : null,
        });
        DataFit.Check(Entry, _data);
        manual_seed(recipe.Seed);
        _arguments = arguments ?? DataFit.Arguments(Entry, _data, recipe);
        Model = Zoo.Create(recipe.Model, _arguments);
        if (recipe.Init.Length > 0)
            Initialisation.Apply(recipe.Init, Model);
        if (Device.type != DeviceType.CPU)
            Model.to(Device);
        _train = new DataLoader(_data.Train, recipe.BatchSize, shuffle: true, seed: recipe.Seed, device: Device, transform: DataFit.Transforms(_data, recipe, training: true));
        _test = new DataLoader(_data.Test, recipe.BatchSize, device: Device, transform: DataFit.Transforms(_data, recipe, training: false));
        _optimizer = Optimizers.Optimizers.Create(recipe.Optimizer, Model.parameters(), new(recipe.LearningRate, recipe.Momentum, recipe.WeightDecay > 0 ? recipe.WeightDecay : null));
        long updates = (_train.Count + recipe.Accumulate - 1) / recipe.Accumulate * recipe.Epochs;
        var schedule = ScheduleTable.Create(recipe.Schedule, recipe.Steps > 0 ? Math.Min(updates, recipe.Steps) : updates, recipe.Epochs, recipe.Warmup);
        _task = TaskTable.For(Entry, recipe, _data);
        _trainer = new Trainer(Model, _task, _optimizer, schedule, options: new TrainerOptions
        {
            Epochs = recipe.Epochs,
            Steps = recipe.Steps,
            Accumulate = recipe.Accumulate,
            GradientChanges = [.. GradientChanges(recipe)],
            Average = _average = recipe.Ema > 0 ? new ExponentialAverage(recipe.Ema) : null,
            Precision = Precisions.Of(recipe.Precision, Device.type),
            Patience = recipe.Patience,
            CheckpointEvery = recipe.CheckpointEvery,
            CheckpointTime = recipe.CheckpointTime,
            MaxTime = recipe.MaxTime,
        }, observer: new Keeper(this, observer));
    }

    public Entry Entry { get; }
    public Device Device { get; }
    public nn.Module Model { get; }
    public Trainer Trainer => _trainer;
    public Dataset Data => _data;
    public Settings Settings => _settings;
    public RunFolder Folder => _folder ?? throw new InvalidOperationException("The run has no folder before it is trained.");
    public long Parameters => Model.parameters().Sum(parameter => parameter.numel());

    /// <summary>A run as its last checkpoint left it. Settings of `changes` replace those that it was started with.</summary>
    public static Run Resume(string folder, Settings changes, IReadOnlyCollection<string> changed, string? dataRoot, IObserver? observer, Action<string> warn)
    {
        var place = RunFolder.Open(folder);
        using var scope = NewDisposeScope();
        var checkpoint = Checkpoint.Load(place.Last, warn);
        var settings = new Settings((string)checkpoint.Settings["model"]!["value"]!);
        foreach (var (name, kept) in checkpoint.Settings)
            if (kept?["value"] is { } value)
                settings.Set(name, value.ToString(), (string)kept["origin"]!);
        foreach (var name in changed)
            settings.Set(name, RecipeTable.Find(name).Text(changes.Recipe), "command line at resume");
        var run = new Run(settings, dataRoot, observer, checkpoint.Arguments) { _folder = place };
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
    public Ending Train(string output, CancellationToken stop)
    {
        try
        {
            return Trained(output, stop);
        }
        catch (Exception error) when (error is DivergedException or CheckpointException or IOException or UnauthorizedAccessException or ExternalException or OutOfMemoryException)
        {
            var explained = Explain(error, stop);
            _folder?.TryLog(explained.Message);
            throw explained;
        }
    }

    private Ending Trained(string output, CancellationToken stop)
    {
        _folder ??= RunFolder.Create(output, Entry.Name, _data.Name);
        _folder.WriteConfig(_settings.Json(), new JsonObject
        {
            ["device"] = Device.ToString(),
            ["threads"] = get_num_threads(),
            ["libtorch"] = __version__,
            ["parameters"] = Parameters,
        });
        _folder.Log($"train {Entry.Name} on {_data.Name} from step {_trainer.State.Step}");
        // The way back from whatever happens before the first epoch is over, and what a run that diverges is gone through again from.
        if (_trainer.State.Step == 0)
            Save(_folder.Last);
        using var log = _log = new RunLog(_folder, Model, _trainer.Clock, _trainer.State.Step);
        var ending = _trainer.Fit(_train, _test, stop);
        _log = null;
        _folder.Log($"{ending} after epoch {_trainer.State.Epoch}, step {_trainer.State.Step}");
        // Who stops a run waits for no more than its checkpoint: the page has its curves, `report` adds the rest.
        var material = ending == Ending.Cancelled ? null : Look();
        if (material is not null)
            log.Write(material, _trainer.State.Step);
        ReportPage.Write(_folder, material);
        return ending;
    }

    /// <summary>What a report shows of the network as it is now.</summary>
    public Material Look() => Material.Of(Entry, _arguments, Model, _data, _test);

    /// <summary>Sends one small batch through network, loss and gradients, so that a mistake is told before anything is trained.</summary>
    public void Check()
    {
        using var scope = NewDisposeScope();
        _trainer.Try(_train);
    }

    public Dictionary<string, double> Evaluate() => _trainer.Evaluate(_test);

    private static IEnumerable<IGradientChange> GradientChanges(Recipe recipe)
    {
        if (recipe.L1 > 0)
            yield return new Penalty(recipe.L1);
        if (recipe.ClipNorm > 0)
            yield return new ClipNorm(recipe.ClipNorm);
    }

    private void Save(string folder)
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
        _average?.Dispose();
        _optimizer.Dispose();
        _train.Dispose();
        _test.Dispose();
        _data.Dispose();
        Model.Dispose();
    }

    // Writes what has to be kept, and passes on what is to be shown.
    private sealed class Keeper(Run run, IObserver? shown) : IObserver
    {
        public void Reported(TrainingProgress progress)
        {
            run._log?.Reported(progress);
            shown?.Reported(progress);
        }

        public void EpochEnded(EpochRow row, bool best)
        {
            run.Folder.WriteMetrics(run._trainer.State.Rows);
            run._log?.EpochEnded(row, best);
            shown?.EpochEnded(row, best);
        }

        public void CheckpointDue(CheckpointReason reason)
        {
            run.Save(run.Folder.Last);
            if (reason == CheckpointReason.Best)
                run.Save(run.Folder.Best);
            if (reason is CheckpointReason.Best or CheckpointReason.Epoch && run._settings.Recipe.KeepBest > 1)
                run.KeepBest(run._settings.Recipe.KeepBest);
            if (reason == CheckpointReason.Step && run._settings.Recipe.Keep > 0)
            {
                run.Save(run.Folder.StepCheckpoint(run._trainer.State.Step));
                run.Folder.KeepSteps(run._settings.Recipe.Keep);
            }
            shown?.CheckpointDue(reason);
        }

        public void Replaying(long step, long until) => shown?.Replaying(step, until);
    }
}
