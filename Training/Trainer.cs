using System.Diagnostics;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Regularization;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;

namespace ModelZoo.Training;

/// <summary>Trains any network on any task. The loop in <see cref="Fit"/> reads in the order in which things happen.</summary>
public sealed partial class Trainer(nn.Module model, ITask task, Optimizer optimizer, Schedule? schedule = null, TrainerOptions? options = null, IObserver? observer = null) : IDisposable
{
    private readonly TrainerOptions _options = options ?? new TrainerOptions();
    private readonly MetricSet _train = new(task), _test = new(task);
    private readonly IReadOnlyList<Tensor> _parameters = [.. model.parameters()];
    private readonly IReadOnlyList<Tensor> _averaged = Average.Of(model);
    private readonly EarlyStopping _patience = new(options?.Patience ?? 0, options?.MinChange ?? 0, task.Watched.Higher);
    private readonly LossScaler? _scaler = options?.Precision == Precision.Float16 ? new LossScaler() : null;
    private bool _attached;

    public nn.Module Model => model;
    public Optimizer Optimizer => optimizer;
    public Schedule? Schedule => schedule;
    public TrainerState State { get; private set; } = new();
    public StageClock Clock { get; } = new();

    /// <summary>The value that tells the best epoch.</summary>
    public string Watched => task.Watched.Name;

    /// <summary>Whether more of it is better.</summary>
    public bool WatchesRise => task.Watched.Higher;

    /// <summary>Trains from where State stands. Cancelled or out of time, it ends after the step that is running.</summary>
    /// <param name="validation">What the best epoch, patience and the plateau schedule are judged by, in place of the test.</param>
    public Ending Fit(DataLoader train, DataLoader? test = null, DataLoader? validation = null, CancellationToken stop = default)
    {
        var before = State.Seconds;
        var watch = Stopwatch.StartNew();
        var (nextReport, nextCheckpoint) = (_options.ReportEvery, Later(watch, _options.CheckpointTime));
        Attach();
        Clock.Skip();
        if (_patience.ShouldStop)
            return Ending.OutOfPatience;   // resumed after it had ended
        while (State.Epoch < _options.Epochs && !OutOfSteps)
        {
            model.train();
            long examples = 0, pending = 0;
            var epochWatch = Stopwatch.StartNew();
            foreach (var batch in train)
            {
                using var scope = NewDisposeScope();
                Clock.Mark(Stage.Data);
                if (pending == 0)
                    BeginUpdate(batch);
                var noise = _options.WeightNoise?.Add(_parameters);
                var outcome = Forward(batch);
                Clock.Mark(Stage.Forward);
                Backward(outcome, Share(train, batch));
                noise?.Dispose();
                Clock.Mark(Stage.Backward);
                _train.Update(outcome);
                Clock.Mark(Stage.Metrics);
                examples += batch.Count;
                if (++pending < _options.Accumulate && train.State.Batch < train.Count)
                    continue;
                pending = 0;
                Update(batch);
                Clock.Mark(Stage.Update);

                if (observer is not null && watch.Elapsed >= nextReport)
                {
                    nextReport = watch.Elapsed + _options.ReportEvery;
                    var running = Finite(_train.Compute());   // waits for the device
                    var progress = new TrainingProgress(State.Epoch + 1, _options.Epochs, State.Step, train.State.Batch / _options.Accumulate, Updates(train),
                        LearningRate, examples / epochWatch.Elapsed.TotalSeconds, watch.Elapsed, running);
                    Clock.Mark(Stage.Metrics);
                    observer.Reported(progress with { Times = Clock.Lap() });
                    Clock.Mark(Stage.Metrics);
                }
                if (train.State.Batch == train.Count)
                    continue;   // the end of the epoch, below, sees to the rest
                State.Seconds = before + watch.Elapsed.TotalSeconds;
                if (stop.IsCancellationRequested)
                    return Stopped(Ending.Cancelled);
                if (OutOfTime(watch))
                    return Stopped(Ending.OutOfTime);
                if (OutOfSteps)
                    break;
                if ((_options.CheckpointEvery > 0 && State.Step % _options.CheckpointEvery == 0) || watch.Elapsed >= nextCheckpoint)
                {
                    Checkpoint(CheckpointReason.Step);
                    nextCheckpoint = Later(watch, _options.CheckpointTime);
                }
            }

            double rate = examples / epochWatch.Elapsed.TotalSeconds;
            var trained = Sound();
            if (_options.AverageFrom > 0 && State.Epoch + 1 >= _options.AverageFrom)
                _options.Average?.Apply(_averaged);
            var tested = test is null ? [] : Evaluate(test, CancellationToken.None);   // whoever stops now has the epoch's row
            var validated = validation is null ? [] : Evaluate(validation, CancellationToken.None);
            var watched = validated.Count > 0 ? validated : tested.Count > 0 ? tested : trained;
            State.Seconds = before + watch.Elapsed.TotalSeconds;
            State.Epoch++;
            var row = new EpochRow(State.Epoch, State.Step, State.Seconds, LearningRate, trained, tested, rate) { Validation = validated };
            State.Rows.Add(row);
            _train.Reset();
            schedule?.EpochEnd(watched["loss"]);
            bool best = IsBest(watched);
            observer?.EpochEnded(row, best);
            Checkpoint(best ? CheckpointReason.Best : CheckpointReason.Epoch);
            if (_patience.ShouldStop)
                return Ending.OutOfPatience;
            // The checkpoint of this epoch has just been taken.
            if (stop.IsCancellationRequested && State.Epoch < _options.Epochs)
                return Ending.Cancelled;
            if (OutOfTime(watch) && State.Epoch < _options.Epochs)
                return Ending.OutOfTime;
        }
        return Ending.Finished;
    }

    private bool OutOfSteps => _options.Steps > 0 && State.Step >= _options.Steps;
    private double LearningRate => optimizer.param_groups[0].lr;
    private static TimeSpan Later(Stopwatch watch, TimeSpan pause) => pause > TimeSpan.Zero ? watch.Elapsed + pause : TimeSpan.MaxValue;
    private bool OutOfTime(Stopwatch watch) => _options.MaxTime > TimeSpan.Zero && watch.Elapsed >= _options.MaxTime;
    private long Updates(DataLoader train) => (train.Count + _options.Accumulate - 1) / _options.Accumulate;

    private void Attach()
    {
        if (!_attached)
            schedule?.Attach(optimizer);
        _attached = true;
    }

    private Outcome Forward(Batch batch)
    {
        using var forward = NewDisposeScope();
        if (_options.Precision is Precision.Float32 or Precision.TensorFloat32)
            return task.Run(model, batch).LeaveFor(forward);
        using var shorter = Precisions.Begin(_options.Precision, batch.Inputs.device_type);
        return task.Run(model, batch).LeaveFor(forward);
    }

    private void Backward(Outcome outcome, double share)
    {
        double factor = share * (_scaler?.Scale ?? 1);
        if (factor == 1)
            outcome.Loss.backward();
        else
            (outcome.Loss * factor).backward();
    }

    // The batch's part of the update's examples: then the sum of the parts is the mean over all, in a short last cycle too.
    private double Share(DataLoader train, Batch batch)
    {
        if (_options.Accumulate == 1)
            return 1;
        long cycle = (train.State.Batch - 1) / _options.Accumulate * _options.Accumulate * train.BatchSize;
        return (double)batch.Count / Math.Min((long)_options.Accumulate * train.BatchSize, train.Examples - cycle);
    }

    private void Update(Batch batch)
    {
        if (_scaler is null || _scaler.Unscale(_parameters))
        {
            foreach (var change in _options.GradientChanges)
                change.Apply(_parameters);
            optimizer.step(optimizer.NeedsClosure ? () => Again(batch) : null);
            foreach (var change in _options.WeightChanges)
                change.Apply(_parameters);
            if (_options.AverageFrom == 0)
                _options.Average?.Apply(_averaged);
        }
        schedule?.StepEnd();
        State.Step++;
    }

    // For an optimizer that tries several points a step: the loss and its gradients at the weights of the moment.
    private Tensor Again(Batch batch)
    {
        optimizer.zero_grad();
        var outcome = Forward(batch);
        outcome.Loss.backward();
        return outcome.Loss;
    }

    private bool IsBest(Dictionary<string, double> values)
    {
        var (name, higher) = task.Watched;
        double value = values[name];
        bool best = State.Best is not { } known || double.IsNaN(known) || (higher ? value > known : value < known);
        if (best)
            (State.Best, State.BestEpoch) = (value, State.Epoch);
        _patience.Add(value);
        return best;
    }

    // Looked at where the device is read anyway: the sum of all losses keeps what was not finite.
    private Dictionary<string, double> Finite(Dictionary<string, double> values) =>
        double.IsFinite(values["loss"]) || State.Step == 0 ? values : throw Diverged($"The training loss is {values["loss"]}");

    // And before every checkpoint, with the weights, which may be the first to go: a good one is never replaced by one of NaN.
    private Dictionary<string, double> Sound()
    {
        var values = Finite(_train.Compute());
        return DivergenceSearch.AreFinite(_parameters) ? values : throw Diverged("A weight is no finite number any more");
    }

    private DivergedException Diverged(string what) =>
        new($"{what} at step {State.Step} (learning rate {LearningRate:G4}): the run has diverged. Try a smaller --lr, --clip-norm 1 or --warmup 500.");

    private Ending Stopped(Ending why)
    {
        Checkpoint(CheckpointReason.Stopped);
        return why;
    }

    private void Checkpoint(CheckpointReason reason)
    {
        if (observer is null)
            return;
        if (reason is CheckpointReason.Step or CheckpointReason.Stopped)
            Sound();
        observer.CheckpointDue(reason);
        Clock.Mark(Stage.Checkpoint);
    }

    public void Dispose()
    {
        _train.Dispose();
        _test.Dispose();
    }
}

/// <summary>A loss that is no number any more.</summary>
public sealed class DivergedException(string message) : Exception(message);
