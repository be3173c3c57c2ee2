using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Trains what <see cref="RunBuilder"/> built, and keeps everything that happens in a run folder.</summary>
public sealed class Run : IDisposable
{
    private readonly IReporter? _reporter;
    private RunFolder? _folder;
    private DataDescription? _described;

    internal Run(Settings settings, RunParts parts, IObserver? observer, IReporter? reporter, RunFolder? folder = null)
    {
        (Settings, Parts, Observer, _reporter, _folder) = (settings, parts, observer, reporter, folder);
        Trainer = new Trainer(
            parts.Model, parts.Task, parts.Optimizer, parts.Schedule, parts.Options, new RunObserver(this, observer));
    }

    public Settings Settings { get; }
    public Trainer Trainer { get; }
    public Entry Entry => Parts.Entry;
    public Device Device => Parts.Device;
    public Dataset Data => Parts.Data;

    /// <summary>The part of the training data that is held out to choose by; null where none is.</summary>
    public Split? Validation => Parts.Validation;

    public nn.Module Model => Parts.Model;
    public long Parameters => Model.parameters().Sum(parameter => parameter.numel());
    public RunFolder Folder =>
        _folder ?? throw new InvalidOperationException("A run has no folder before it is trained.");

    /// <summary>Most bytes that tensors took during training. Null before it, and if memory is not counted.</summary>
    public long? MostMemory { get; private set; }

    /// <summary>That a resumed run is over, and the setting that would continue it. Null if it can go on.</summary>
    public string? NothingLeft
    {
        get
        {
            if (!Trainer.IsOver || Trainer.State.Step == 0)
                return null;
            var (recipe, state) = (Settings.Recipe, Trainer.State);
            var more = recipe.Steps > 0 && state.Step >= recipe.Steps ? $"--steps {2 * state.Step}"
                : state.Epoch >= recipe.Epochs ? $"--epochs {2 * state.Epoch}"
                : $"--patience {2 * recipe.Patience}";
            return $"This run is over after epoch {state.Epoch}, step {state.Step}: nothing is left to train. "
                + $"To go on, resume it with {more}.";
        }
    }

    /// <summary>What is wrong and what to try, if the run ended without having learned anything.</summary>
    public string? LearnedNothing { get; private set; }

    /// <summary>The best epoch if a part is held out to choose it, else the last one.</summary>
    public EpochRow? Result => Trainer.State.Rows is not [.., var last] rows ? null
        : Validation is null ? last
        : rows[Trainer.State.BestEpoch - 1];

    internal RunParts Parts { get; }
    internal ModelArguments Arguments => Parts.Arguments;
    internal DataLoader TestLoader => Parts.TestLoader;
    internal IObserver? Observer { get; }
    internal IRunReport? Report { get; private set; }

    /// <summary>Trains to the end or until it is canceled. A new run makes its folder in `output`.</summary>
    public Ending Train(string output, CancellationToken stop) =>
        Train(_folder ?? RunFolder.Create(output, Entry.Name, Data.Name), stop);

    /// <param name="final">False for a trial: it does not look at the test data, and makes no page.</param>
    public Ending Train(RunFolder folder, CancellationToken stop, bool final = true)
    {
        _folder = folder;
        using var alone = folder.Lock();
        if (NothingLeft is not null)
        {
            TestBest();
            return Ending.Finished;
        }
        try
        {
            return TrainIn(folder, final, stop);
        }
        // Only for final runs: a failed trial is a row of a table, and nobody waits for an explanation.
        catch (Exception error) when (final && error is DivergedException or CheckpointException or IOException
            or UnauthorizedAccessException or ExternalException or OutOfMemoryException)
        {
            var explained = this.Explain(error, stop);
            folder.TryLog(explained.Message);
            throw explained;
        }
    }

    private Ending TrainIn(RunFolder folder, bool final, CancellationToken stop)
    {
        folder.WriteConfig(Settings.Json(), new JsonObject
        {
            ["device"] = Device.ToString(),
            ["threads"] = get_num_threads(),
            ["libtorch"] = RuntimeFacts.Version,
            ["parameters"] = Parameters,
        });
        folder.Log($"train {Entry.Name} on {Data.Name} from step {Trainer.State.Step}");
        // To resume from if the first epoch fails, and to search for the step at which a run diverges.
        if (Trainer.State.Step == 0)
            Save(folder.Last);
        using var report = Report = _reporter?.Begin(this);
        using var memory = new MemoryPeak();
        var test = Validation is null && final ? TestLoader : null;
        var ending = Trainer.Fit(Parts.TrainLoader, test, Parts.ValidationLoader, stop);
        MostMemory = MemoryLimit.Bytes is null ? null : memory.Most - Parts.MemoryBefore;
        Report = null;
        folder.Log($"{ending} after epoch {Trainer.State.Epoch}, step {Trainer.State.Step}");
        if (!final)
            return ending;
        if (ending != Ending.Cancelled)
        {
            TestBest();
            if ((LearnedNothing = LearningCheck.Of(this)) is { } advice)
                folder.Log(advice);
        }
        report?.End(ending);
        return ending;
    }

    /// <summary>The training data in batches of another size.</summary>
    internal DataLoader TrainingBatches(int size) => RunBuilder.TrainLoader(Settings.Recipe, Data, Device, size);

    public Dictionary<string, double> Evaluate() => Trainer.Evaluate(TestLoader);

    /// <summary>Takes the weights of the best epoch, and their average. Training would go on from there.</summary>
    public void RestoreBest()
    {
        using var scope = NewDisposeScope();
        var best = Checkpoint.Load(Folder.Best);
        Model.load_state_dict(best.Model);
        Parts.Regularizers.Average?.load_state_dict(best.State.Under("average."));
    }

    // The only use of the test data, after the weights were chosen. checkpoints/last keeps the last weights.
    private void TestBest()
    {
        if (Validation is null || Result is not { } best)
            return;
        RestoreBest();
        Trainer.State.Rows[Trainer.State.BestEpoch - 1] = best with { Test = Evaluate() };
        Folder.WriteMetrics(Trainer.State.Rows);
    }

    /// <summary>
    /// This run with smaller batches, and more of them in an update, so that updates are the same means. It goes on
    /// from its last checkpoint, or starts again if it has none. This object is disposed.
    /// </summary>
    /// <remarks>The statistics of batch normalization are those of the smaller batches.</remarks>
    public Run Smaller(int batchSize, string? dataRoot, IObserver? observer, Action<string> warn)
    {
        var recipe = Settings.Recipe;
        int times = (recipe.BatchSize + batchSize - 1) / batchSize;
        var smaller = new Settings(Settings)
            .Set(r => r.BatchSize, batchSize, "auto-batch")
            .Set(r => r.Accumulate, recipe.Accumulate * times, "auto-batch");
        Dispose();
        return _folder is null
            ? RunBuilder.Build(smaller, dataRoot, observer, _reporter)
            : RunBuilder.Resume(
                Folder.FullPath, warn, dataRoot, observer, _reporter, smaller, ["batch-size", "accumulate"]);
    }

    internal void Restore(Checkpoint checkpoint)
    {
        try
        {
            var loader = Parts.TrainLoader;
            Model.load_state_dict(checkpoint.Model);
            // The position is a number of batches. The order of the examples does not depend on the size of a batch.
            long then = new Settings("").Read(checkpoint.Settings, "checkpoint").Recipe.BatchSize;
            loader.State = checkpoint.Loader with { Batch = checkpoint.Loader.Batch * then / loader.BatchSize };
            Trainer.load_state_dict(checkpoint.State, checkpoint.Trainer);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException
            or ExternalException)
        {
            throw new CheckpointException(
                $"The checkpoint in {Folder.FullPath} does not fit this run: {TorchErrors.Sentence(error)}", error);
        }
    }

    /// <summary>Gives the optimizer settings that changed; a checkpoint's own are in its state.</summary>
    internal void Take(IReadOnlyCollection<string> changed)
    {
        var recipe = Settings.Recipe;
        foreach (var group in Parts.Optimizer.param_groups)
            foreach (var (name, option, value) in new[]
            {
                ("lr", "lr", recipe.LearningRate), ("momentum", "momentum", recipe.Momentum ?? 0),
                ("weight-decay", "weight_decay", recipe.WeightDecay),
            })
                if (changed.Contains(name))
                    group[option] = value;
        if (changed.Contains("lr"))
            Parts.Schedule?.Restart(recipe.LearningRate);
    }

    internal void Save(string folder)
    {
        // A new folder in place of a lost one would hide the loss. Its disk may not be mounted.
        if (!Directory.Exists(Folder.FullPath))
            throw new CheckpointException(
                $"The run's folder {Folder.FullPath} is gone: it was deleted or moved, or its disk is not mounted.");
        using var scope = NewDisposeScope();
        var checkpoint = new Checkpoint(Settings.Json(), Arguments, Trainer.State, Parts.TrainLoader.State,
            Model.state_dict(), Trainer.state_dict())
        {
            Data = _described ??= DataDescription.Of(Data),
            Builder = RunModel.Builder(Entry),
        };
        checkpoint.Save(folder);
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Parts.Dispose();
    }
}
