using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Regularization;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Training;

/// <summary>The parts of one update: forward, backward, and everything that changes gradients and weights.</summary>
internal sealed class TrainingStep(nn.Module model, ITask task, Optimizer optimizer, Schedule? schedule,
    TrainerOptions options)
{
    private readonly IReadOnlyList<Tensor> _averaged = Average.Of(model);
    private bool _attached;

    internal IReadOnlyList<Tensor> Parameters { get; } = [.. model.parameters()];

    internal LossScaler? Scaler { get; } = options.Precision == Precision.Float16 ? new LossScaler() : null;

    /// <summary>At the first use, because a schedule takes over the rates that the optimizer has then.</summary>
    internal void AttachSchedule()
    {
        if (!_attached)
            schedule?.Attach(optimizer);
        _attached = true;
    }

    /// <summary>Before an update's first batch.</summary>
    /// <remarks>
    /// TorchSharp cannot read the state of a CUDA generator. Therefore each update seeds it by its number, so that a
    /// resumed run draws the same numbers.
    /// </remarks>
    internal void Begin(Batch batch, long step)
    {
        const long stride = 1_000_003;   // keeps the seeds of one run apart from those of the next seed
        optimizer.zero_grad();
        if (batch.Inputs.device_type == TorchSharp.DeviceType.CUDA)
            cuda.manual_seed(Generator.Default.initial_seed() * stride + step);
    }

    internal Outcome Forward(Batch batch)
    {
        using var forward = NewDisposeScope();
        using var precision = Precisions.Begin(options.Precision, batch.Inputs.device_type);
        return task.Run(model, batch).LeaveFor(forward);
    }

    internal void Backward(Outcome outcome, double share)
    {
        double factor = share * (Scaler?.Scale ?? 1);
        if (factor == 1)
            outcome.Loss.backward();
        else
            (outcome.Loss * factor).backward();
    }

    /// <summary>The batch's share of its update's examples, for losses that add up to their mean.</summary>
    internal double Share(DataLoader train, Batch batch)
    {
        if (options.Accumulate == 1)
            return 1;
        long perUpdate = (long)options.Accumulate * train.BatchSize;
        long before = (train.State.Batch - 1) / options.Accumulate * perUpdate;
        return (double)batch.Count / Math.Min(perUpdate, train.Examples - before);
    }

    internal void Update(Batch batch)
    {
        if (Scaler is null || Scaler.Unscale(Parameters))
        {
            foreach (var change in options.GradientChanges)
                change.Apply(Parameters);
            optimizer.step(optimizer.NeedsClosure ? () => Again(batch) : null);
            foreach (var change in options.WeightChanges)
                change.Apply(Parameters);
            if (options.AverageFrom == 0)
                UpdateAverage();
        }
        schedule?.StepEnd();
    }

    internal void UpdateAverage() => options.Average?.Apply(_averaged);

    /// <summary>The averaged weights in place of the trained ones, until it is disposed.</summary>
    internal IDisposable? SwapAverage() => options.Average?.Swap(_averaged);

    // For optimizers that compute the loss at several points in each step.
    private Tensor Again(Batch batch)
    {
        optimizer.zero_grad();
        var outcome = Forward(batch);
        outcome.Loss.backward();
        return outcome.Loss;
    }

    internal void Try(DataLoader data, bool training, Action? forwarded)
    {
        using var scope = NewDisposeScope();
        var before = new Snapshot(task);
        model.train(training);
        try
        {
            foreach (var batch in data)
            {
                var loss = Forward(batch).Loss;
                forwarded?.Invoke();
                loss.backward();
                break;
            }
        }
        finally
        {
            before.Restore();
        }
        data.Restart();
        optimizer.zero_grad();
    }

    internal bool Fits(DataLoader data)
    {
        try
        {
            model.train();
            optimizer.zero_grad();
            foreach (var batch in data)
            {
                using var scope = NewDisposeScope();
                Backward(Forward(batch), 1);
                Update(batch);
                break;
            }
            return true;
        }
        catch (Exception error) when (Memory.IsShort(error))
        {
            return false;
        }
    }

    /// <summary>Random generator and task state, to restore them after a step that does not count.</summary>
    internal sealed class Snapshot(ITask task)
    {
        private readonly Tensor _random = Generator.Default.get_state();
        private readonly StateDict? _task = (task as IStateful)?.state_dict().Clone();

        internal void Restore()
        {
            Generator.Default.set_state(_random);
            if (_task is not null)
                ((IStateful)task).load_state_dict(_task);
        }
    }
}
