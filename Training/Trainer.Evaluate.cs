using ModelZoo.Datasets.Loading;
using static TorchSharp.torch;

namespace ModelZoo.Training;

public sealed partial class Trainer
{
    /// <summary>The metrics over a data set, in evaluation mode and without gradients.</summary>
    public Dictionary<string, double> Evaluate(DataLoader data, CancellationToken stop = default)
    {
        Clock.Skip();
        model.eval();
        using var recording = no_grad();
        using var averaged = _options.Average?.Swap(_averaged);
        using var folded = Folded(data);
        _test.Reset();
        data.Restart();
        foreach (var batch in data)
        {
            using var scope = NewDisposeScope();
            stop.ThrowIfCancellationRequested();
            _test.Update(Forward(batch));
        }
        var values = _test.Compute();
        Clock.Mark(Stage.Test);
        return values;
    }

    // Finding out what can be folded costs two runs of one image and a pass over the weights: from so many examples on it pays.
    private const long ManyExamples = 512;

    private IDisposable? Folded(DataLoader data)
    {
        if (_options.Precision != Precision.Float32 || data.Examples < ManyExamples || model is not nn.Module<Tensor, Tensor> || !model.modules().Any(module => module is TorchSharp.Modules.BatchNorm2d))
            return null;
        using var scope = NewDisposeScope();
        data.Restart();
        foreach (var batch in data)
            return FoldedNorms.During(model, batch.Inputs.narrow(0, 0, 1));
        return null;
    }

    /// <summary>What the network says of each example, in the loader's order: scores, values, as the task has it. In main memory, of the current scope.</summary>
    public Tensor Predict(DataLoader data, CancellationToken stop = default)
    {
        model.eval();
        using var recording = no_grad();
        using var averaged = _options.Average?.Swap(_averaged);
        using var all = NewDisposeScope();
        var parts = new List<Tensor>();
        data.Restart();
        foreach (var batch in data)
        {
            using var scope = NewDisposeScope();
            stop.ThrowIfCancellationRequested();
            var said = Forward(batch).Prediction ?? throw new InvalidOperationException($"{task.GetType().Name} gives no prediction: call the network itself.");
            parts.Add(said.cpu().MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    /// <summary>One batch through the network, its loss and its gradients, which are dropped; random numbers and what the task carries from batch to batch stay as they were.</summary>
    /// <param name="training">In training mode, which changes a network's statistics.</param>
    /// <param name="forwarded">Called between the loss and its gradients.</param>
    public void Try(DataLoader data, bool training = false, Action? forwarded = null)
    {
        using var scope = NewDisposeScope();
        var before = Moment();
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
            Return(before);
        }
        data.Restart();
        optimizer.zero_grad();
    }

    /// <summary>Whether the memory suffices for one whole step with such batches. The trainer is of no use for training afterwards.</summary>
    public bool Fits(DataLoader data)
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
}
