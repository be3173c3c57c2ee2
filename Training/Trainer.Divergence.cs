using System.Runtime.InteropServices;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;

namespace ModelZoo.Training;

public sealed partial class Trainer
{
    /// <summary>
    /// Goes on from where State stands, to the epoch's end at most, and looks at each step for the first value that is not finite; null if there is none.
    /// The trainer is of no use for training afterwards.
    /// </summary>
    /// <remarks>
    /// Fit itself looks at nothing: a look a step would be a read of the device. It needs not: a restored state leads to the same
    /// bits, so the run is gone through again from its last checkpoint, at the cost of that much time and only when it went wrong.
    /// </remarks>
    public Divergence? FindDivergence(DataLoader train, CancellationToken stop = default)
    {
        Attach();
        model.train();
        var search = new DivergenceSearch(model, Forward);
        long pending = 0;
        foreach (var batch in train)
        {
            using var scope = NewDisposeScope();
            if (stop.IsCancellationRequested)
                return null;
            var before = Moment();
            if (pending == 0)
                BeginUpdate(batch);
            if (!IsSound(train, batch))
            {
                Return(before);
                var (where, rows) = search.Find(batch);
                var examples = train.Indices(train.State.Batch - 1);
                return new Divergence(State.Step + 1, where, [.. rows.Select(row => examples[row]).Order()]);
            }
            if (++pending < _options.Accumulate && train.State.Batch < train.Count)
                continue;
            pending = 0;
            Update(batch);
            if (search.Parameter() is { } parameter)
                return new Divergence(State.Step, $"{parameter} after the update, whose gradients are finite,", []);
        }
        return null;
    }

    private bool IsSound(DataLoader train, Batch batch)
    {
        Outcome outcome;
        try
        {
            outcome = Forward(batch);
        }
        catch (ExternalException error) when (!Memory.IsShort(error))
        {
            return false;
        }
        Backward(outcome, Share(train, batch));
        // With a loss scale gradients overflow now and then, and the step is left out.
        var gradients = _scaler is null ? _parameters.Select(parameter => parameter.grad).OfType<Tensor>() : [];
        return DivergenceSearch.AreFinite([outcome.Loss, .. gradients]);
    }

    // What a step's own randomness and memory depend on, besides the weights.
    private (Dictionary<string, Tensor> Random, StateDict Task) Moment()
    {
        var carried = (task as IStateful)?.state_dict() ?? new StateDict();
        foreach (var (name, tensor) in carried.Tensors.ToArray())
            carried.Tensors[name] = tensor.clone();
        return (Generators(model).ToDictionary(named => named.Item1, named => named.Item2.get_state()), carried);
    }

    private void Return((Dictionary<string, Tensor> Random, StateDict Task) moment)
    {
        foreach (var (name, generator) in Generators(model))
            generator.set_state(moment.Random[name]);
        (task as IStateful)?.load_state_dict(moment.Task);
    }
}
