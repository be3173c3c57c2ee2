using ModelZoo.Datasets.Loading;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Training;

/// <summary>Metrics and predictions of a network over a data set, with averaged weights if there are any.</summary>
internal sealed class Evaluator(nn.Module model, ITask task, TrainingStep step, TrainerOptions options,
    StageClock clock) : IDisposable
{
    // To find out what can be folded takes two runs of an image and a pass over the weights. Fewer examples do not gain
    // that much.
    private const long LeastToFold = 512;

    private readonly MetricSet _metrics = new(task.Metrics());

    /// <param name="details">Adds the metrics for a finished network, except those without a value.</param>
    internal Dictionary<string, double> Evaluate(DataLoader data, bool details = false,
        CancellationToken stop = default)
    {
        clock.Skip();
        model.eval();
        using var recording = no_grad();
        using var averaged = step.SwapAverage();
        using var folded = Fold(data);
        using var further = new MetricSet(details ? task.Details() : []);
        _metrics.Reset();
        data.Restart();
        foreach (var batch in data)
        {
            using var scope = NewDisposeScope();
            stop.ThrowIfCancellationRequested();
            var outcome = step.Forward(batch);
            _metrics.Update(outcome);
            further.Update(outcome);
        }
        var values = _metrics.Compute();
        foreach (var (name, value) in further.Compute())
            if (double.IsFinite(value))
                values.TryAdd(name, value);
        clock.Mark(Stage.Test);
        return values;
    }

    internal Tensor Predict(DataLoader data, CancellationToken stop)
    {
        model.eval();
        using var recording = no_grad();
        using var averaged = step.SwapAverage();
        using var all = NewDisposeScope();
        var parts = new List<Tensor>();
        data.Restart();
        foreach (var batch in data)
        {
            using var scope = NewDisposeScope();
            stop.ThrowIfCancellationRequested();
            var prediction = step.Forward(batch).Prediction ?? throw new InvalidOperationException(
                $"{task.GetType().Name} gives no prediction: call the network itself.");
            parts.Add(prediction.cpu().MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    private IDisposable? Fold(DataLoader data)
    {
        if (options.Precision != Precision.Float32 || data.Examples < LeastToFold
            || model is not nn.Module<Tensor, Tensor> || !FoldedNorms.HasNorms(model))
            return null;
        using var scope = NewDisposeScope();
        data.Restart();
        foreach (var batch in data)
            return FoldedNorms.During(model, batch.Inputs.narrow(0, 0, 1));
        return null;
    }

    public void Dispose() => _metrics.Dispose();
}
