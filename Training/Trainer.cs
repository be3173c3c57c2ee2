using System.Diagnostics;
using ModelZoo.Datasets.Loading;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Regularization;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Training;

/// <summary>Trains any network on any task. The loop in <see cref="Fit"/> reads in execution order.</summary>
public sealed class Trainer : IDisposable
{
    private readonly ITask _task;
    private readonly TrainerOptions _options;
    private readonly IObserver? _observer;
    private readonly TrainingStep _step;
    private readonly Evaluator _evaluator;
    private readonly SavedParts _saved;
    private readonly MetricSet _train;
    private readonly EarlyStopping _patience;

    public Trainer(nn.Module model, ITask task, Optimizer optimizer, Schedule? schedule = null,
        TrainerOptions? options = null, IObserver? observer = null)
    {
        (Model, Optimizer, Schedule, _task, _observer) = (model, optimizer, schedule, task, observer);
        _options = (options ?? new TrainerOptions()).Checked();
        _step = new TrainingStep(model, task, optimizer, schedule, _options);
        _evaluator = new Evaluator(model, task, _step, _options, Clock);
        _train = new MetricSet(task.Metrics());
        _patience = new EarlyStopping(_options.Patience, _options.MinChange, task.Watched.Higher);
        _saved = new SavedParts(optimizer, _train.Metrics, schedule, _patience, task, _step.Scaler, _options);
    }

    public nn.Module Model { get; }
    public Optimizer Optimizer { get; }
    public Schedule? Schedule { get; }
    public TrainerState State { get; private set; } = new();

    /// <summary>The time that each stage of the training has taken.</summary>
    public StageClock Clock { get; } = new();

    /// <summary>The value that decides which epoch is the best.</summary>
    public string Watched => _task.Watched.Name;

    /// <summary>Whether a higher value is better.</summary>
    public bool WatchesRise => _task.Watched.Higher;

    /// <summary>Whether nothing is left to train: all epochs or steps are done, or patience has run out.</summary>
    public bool IsOver => State.Epoch >= _options.Epochs || OutOfSteps || _patience.ShouldStop;

    /// <summary>Trains from State on. If canceled or out of time, it ends after the current step.</summary>
    /// <param name="validation">Decides the best epoch, patience and the plateau schedule instead of test.</param>
    public Ending Fit(DataLoader train, DataLoader? test = null, DataLoader? validation = null,
        CancellationToken stop = default)
    {
        var time = new Timetable(_options, State.Seconds);
        _step.AttachSchedule();
        Clock.Skip();
        if (_patience.ShouldStop)
            return Ending.OutOfPatience;   // this run had already ended when it was resumed
        while (State.Epoch < _options.Epochs && !OutOfSteps)
        {
            Model.train();
            long examples = 0, pending = 0;
            var epochWatch = Stopwatch.StartNew();
            foreach (var batch in train)
            {
                using var scope = NewDisposeScope();
                Clock.Mark(Stage.Data);
                if (pending == 0)
                    _step.Begin(batch, State.Step);
                var noise = _options.WeightNoise?.Add(_step.Parameters);
                var outcome = _step.Forward(batch);
                Clock.Mark(Stage.Forward);
                _step.Backward(outcome, _step.Share(train, batch));
                noise?.Dispose();
                Clock.Mark(Stage.Backward);
                _train.Update(outcome);
                Clock.Mark(Stage.Metrics);
                examples += batch.Count;
                if (++pending < _options.Accumulate && train.State.Batch < train.Count)
                    continue;
                pending = 0;
                _step.Update(batch);
                State.Step++;
                Clock.Mark(Stage.Update);

                if (_observer is not null && time.IsReportDue())
                    Report(train, time, examples, epochWatch);
                if (train.State.Batch == train.Count)
                    continue;   // the epoch is over: see below
                State.Seconds = time.TotalSeconds;
                if (stop.IsCancellationRequested)
                    return Stopped(Ending.Cancelled);
                if (time.IsOver)
                    return Stopped(Ending.OutOfTime);
                if (OutOfSteps)
                    break;
                if (time.IsCheckpointDue(State.Step))
                {
                    Checkpoint(CheckpointReason.Step);
                    time.CheckpointSaved();
                }
            }

            EndEpoch(test, validation, time, examples / epochWatch.Elapsed.TotalSeconds);
            if (_patience.ShouldStop)
                return Ending.OutOfPatience;
            // No further checkpoint: EndEpoch has saved one.
            if (stop.IsCancellationRequested && State.Epoch < _options.Epochs)
                return Ending.Cancelled;
            if (time.IsOver && State.Epoch < _options.Epochs)
                return Ending.OutOfTime;
        }
        return Ending.Finished;
    }

    /// <summary>All metrics of the task over a data set, in evaluation mode and without gradients.</summary>
    public Dictionary<string, double> Evaluate(DataLoader data, CancellationToken stop = default) =>
        _evaluator.Evaluate(data, details: true, stop);

    /// <summary>The network's scores or values for each example in the loader's order, in main memory.</summary>
    public Tensor Predict(DataLoader data, CancellationToken stop = default) => _evaluator.Predict(data, stop);

    /// <summary>All that the next step depends on, except weights and the loader's position.</summary>
    public StateDict state_dict()
    {
        _step.AttachSchedule();
        return _saved.state_dict();
    }

    public void load_state_dict(StateDict state, TrainerState position)
    {
        _step.AttachSchedule();
        _saved.load_state_dict(state);
        State = position;
    }

    /// <summary>Saves weights, optimizer and position, so that <see cref="Load"/> goes on with the same bits.</summary>
    /// <param name="train">The loader that <see cref="Fit"/> trains with.</param>
    public void Save(string folder, DataLoader train) =>
        new Checkpoints.Checkpoint([], new(1, 1, 1), State, train.State, Model.state_dict(), state_dict())
            .Save(Path.GetFullPath(folder));

    /// <summary>Goes on from what <see cref="Save"/> or a run saved. All parts must be made as before.</summary>
    public void Load(string folder, DataLoader train)
    {
        using var scope = NewDisposeScope();
        var saved = Checkpoints.Checkpoint.Load(Path.GetFullPath(folder));
        Model.load_state_dict(saved.Model);
        train.State = saved.Loader;
        load_state_dict(saved.State, saved.Trainer);
    }

    /// <summary>Computes loss and gradients of a batch and drops them; random numbers stay as they were.</summary>
    /// <param name="training">Whether in training mode, which changes the statistics of batch norms.</param>
    /// <param name="forwarded">Called between the loss and its gradients.</param>
    internal void Try(DataLoader data, bool training = false, Action? forwarded = null) =>
        _step.Try(data, training, forwarded);

    /// <summary>Whether memory suffices for such batches. The trainer cannot train afterwards.</summary>
    internal bool Fits(DataLoader data) => _step.Fits(data);

    /// <summary>Repeats the epoch from State to find the first bad value. It cannot train afterwards.</summary>
    internal Divergence? FindDivergence(DataLoader train, CancellationToken stop = default) =>
        new DivergenceReplay(Model, _task, _step, _options).Run(train, State.Step, stop);

    private bool OutOfSteps => _options.Steps > 0 && State.Step >= _options.Steps;

    private double LearningRate => Optimizer.param_groups[0].lr;

    private void Report(DataLoader train, Timetable time, long examples, Stopwatch epochWatch)
    {
        var metrics = FiniteMetrics();   // waits for the device
        long updates = (train.Count + _options.Accumulate - 1) / _options.Accumulate;
        var progress = new TrainingProgress(State.Epoch + 1, _options.Epochs, State.Step,
            train.State.Batch / _options.Accumulate, updates, LearningRate,
            examples / epochWatch.Elapsed.TotalSeconds, time.Elapsed, metrics);
        Clock.Mark(Stage.Metrics);
        _observer!.Reported(progress with { Times = Clock.Lap() });
        Clock.Mark(Stage.Metrics);
    }

    private void EndEpoch(DataLoader? test, DataLoader? validation, Timetable time, double examplesPerSecond)
    {
        var trained = FiniteMetrics(alsoWeights: true);
        if (_options.AverageFrom > 0 && State.Epoch + 1 >= _options.AverageFrom)
            _step.UpdateAverage();
        // Not canceled: a run that is stopped now still gets the epoch's row.
        var tested = test is null ? [] : _evaluator.Evaluate(test);
        var validated = validation is null ? [] : _evaluator.Evaluate(validation);
        var watched = validated.Count > 0 ? validated : tested.Count > 0 ? tested : trained;
        State.Seconds = time.TotalSeconds;
        State.Epoch++;
        var row = new EpochRow(State.Epoch, State.Step, State.Seconds, LearningRate, trained, tested, examplesPerSecond)
        {
            Validation = validated,
        };
        State.Rows.Add(row);
        _train.Reset();
        Schedule?.EpochEnd(watched["loss"]);
        bool best = RecordBest(watched[Watched]);
        _observer?.EpochEnded(row, best);
        Checkpoint(best ? CheckpointReason.Best : CheckpointReason.Epoch);
    }

    private bool RecordBest(double value)
    {
        bool best = State.Best is not { } known || double.IsNaN(known) || (WatchesRise ? value > known : value < known);
        if (best)
            (State.Best, State.BestEpoch) = (value, State.Epoch);
        _patience.Add(value);
        return best;
    }

    // Checked when metrics are read anyway, so it costs no extra read of the device. A NaN survives in the running sum.
    // Weights are checked before each checkpoint: a sound checkpoint is never replaced by one with NaN.
    private Dictionary<string, double> FiniteMetrics(bool alsoWeights = false)
    {
        var values = _train.Compute();
        if (!double.IsFinite(values["loss"]) && State.Step > 0)
            throw Diverged($"The training loss is {values["loss"]}");
        if (alsoWeights && !Finite.All(_step.Parameters))
            throw Diverged("A weight is not finite");
        return values;
    }

    private DivergedException Diverged(string what) => new($"{what} at step {State.Step} (learning rate "
        + $"{LearningRate:G4}): the run has diverged. Try a smaller --lr, --clip-norm 1 or --warmup 500.");

    private Ending Stopped(Ending reason)
    {
        Checkpoint(CheckpointReason.Stopped);
        return reason;
    }

    private void Checkpoint(CheckpointReason reason)
    {
        if (_observer is null)
            return;
        // EndEpoch has already checked.
        if (reason is CheckpointReason.Step or CheckpointReason.Stopped)
            FiniteMetrics(alsoWeights: true);
        _observer.CheckpointDue(reason);
        Clock.Mark(Stage.Checkpoint);
    }

    public void Dispose()
    {
        _train.Dispose();
        _evaluator.Dispose();
    }
}

/// <summary>Thrown when a loss or a weight is not finite.</summary>
public sealed class DivergedException(string message) : Exception(message);
