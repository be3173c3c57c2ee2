using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Selection;

/// <summary>The learning-rate range test (Smith 2017): trains while the rate rises from too low to too high.</summary>
public static class RateFinder
{
    public static void Check(double lowest, double highest, int steps)
    {
        if (!(lowest > 0 && lowest < highest) || !double.IsFinite(highest))
            throw new RecipeException($"The rates must rise from above 0: {lowest} to {highest} do not.");
        if (steps < 20)
            throw new RecipeException($"{steps} steps are too few to see a slope in: give 20 or more.");
    }

    /// <summary>The test for a run. It does not change the run.</summary>
    public static RateFinding FindRate(
        this Run run, double lowest, double highest, int steps, CancellationToken stop = default) =>
        Find(run.Model, run.Parts.Task, run.Parts.Optimizer, run.Parts.TrainLoader, run.Parts.Options,
            lowest, highest, steps, stop);

    /// <summary>Leaves weights, optimizer, random generator and the loader's position as they were.</summary>
    public static RateFinding Find(
        nn.Module model, ITask task, Optimizer optimizer, DataLoader train, TrainerOptions? options = null,
        double lowest = 1e-6, double highest = 10, int steps = 100, CancellationToken stop = default)
    {
        Check(lowest, highest, steps);
        options = (options ?? new()) with
        {
            Epochs = int.MaxValue,
            Steps = steps,
            Patience = 0,
            CheckpointEvery = 0,
            MaxTime = TimeSpan.Zero,
            Average = null,
        };
        var parts = new object[] { optimizer, task }.Concat(options.GradientChanges).Concat(options.WeightChanges)
            .OfType<IStateful>().ToArray();
        using var scope = NewDisposeScope();
        var weights = model.state_dict().ToDictionary(named => named.Key, named => named.Value.detach().clone());
        var states = parts.Select(part => part.state_dict().Clone()).ToArray();
        var (random, place) = (Generator.Default.get_state().clone(), train.State);
        var test = new RangeTest();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var listener = new LossListener(task, optimizer, test, enough);
        try
        {
            var schedule = ScheduleFormulas.Range(lowest, highest, steps);
            using var trainer = new Trainer(model, listener, optimizer, schedule, options);
            trainer.Fit(train, stop: enough.Token);
            listener.AddPoint();
        }
        catch (DivergedException)
        {
            // Expected at the highest rates.
        }
        finally
        {
            model.load_state_dict(weights);
            foreach (var (part, state) in parts.Zip(states))
                part.load_state_dict(state);
            Generator.Default.set_state(random);
            train.State = place;
        }
        return new RateFinding(test.Points, test.Suggest(), test.RanAway);
    }

    // Passes every loss of a task on to the test. It needs each one, so it waits for the device at each step.
    private sealed class LossListener(ITask task, Optimizer optimizer, RangeTest test, CancellationTokenSource enough)
        : ITask
    {
        private double _rate = double.NaN, _sum;
        private int _batches;

        public (string Name, bool Higher) Watched => task.Watched;
        public IReadOnlyList<Metric> Metrics() => task.Metrics();

        public Outcome Run(nn.Module model, Batch batch)
        {
            var outcome = task.Run(model, batch);
            // Batches of one update have the same rate.
            if (optimizer.param_groups[0].lr != _rate)
                AddPoint();
            _rate = optimizer.param_groups[0].lr;
            _sum += outcome.Loss.ToDouble();
            _batches++;
            return outcome;
        }

        internal void AddPoint()
        {
            if (_batches > 0 && !test.Add(_rate, _sum / _batches))
                enough.Cancel();
            (_sum, _batches) = (0, 0);
        }
    }
}

/// <param name="Points">Rates, and the smoothed loss at each.</param>
/// <param name="Suggested">Where the loss falls fastest over the logarithm of the rate; null if it never falls.</param>
/// <param name="RanAway">The rate at which the loss was four times its least value; null if it never was.</param>
public sealed record RateFinding(IReadOnlyList<(double Rate, double Loss)> Points, double? Suggested, double? RanAway)
{
    /// <summary>The rate with the least loss. Higher ones make training worse.</summary>
    public double Lowest => Points.MinBy(point => point.Loss).Rate;
}
