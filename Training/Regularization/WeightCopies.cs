using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>A second set of weights beside those in training, for averages of them: made at its first use, saved and swapped in as a whole.</summary>
public abstract class WeightCopies : IWeightChange, IDisposable
{
    private Tensor[] _copies = [];

    /// <summary>How many times Apply has run.</summary>
    protected long Count { get; private set; }

    /// <summary>Changes the copy by the weights, or the weights by the copy, after the count-th step.</summary>
    protected abstract void Update(Tensor copy, Tensor weights);

    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        Start(parameters);
        Count++;
        for (int i = 0; i < parameters.Count; i++)
            Update(_copies[i], parameters[i]);
    }

    /// <summary>Remembers the weights as they are, if none are remembered yet.</summary>
    public void Start(IReadOnlyList<Tensor> parameters)
    {
        if (_copies.Length == 0)
            _copies = [.. parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
        if (_copies.Length != parameters.Count)
            throw new ArgumentException($"There are {parameters.Count} parameters, but copies of {_copies.Length}: give the same parameters at each call.");
        // Loaded from a checkpoint, which lies in main memory.
        for (int i = 0; i < _copies.Length; i++)
            if (_copies[i].device_type != parameters[i].device_type)
                _copies[i] = _copies[i].to(parameters[i].device).DetachFromDisposeScope();
    }

    /// <summary>Puts the copies in the place of the weights until the result is disposed: for a test, a best checkpoint, an export.</summary>
    /// <returns>Null before the first Apply: then there is no average yet, and the weights stand for themselves.</returns>
    public IDisposable? Swap(IReadOnlyList<Tensor> parameters)
    {
        if (Count == 0)
            return null;
        Start(parameters);
        Exchange(parameters);
        return new SwapBack(this, parameters);
    }

    private void Exchange(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < parameters.Count; i++)
        {
            var weights = parameters[i].detach().clone();
            parameters[i].copy_(_copies[i]);
            _copies[i].copy_(weights);
        }
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        state.Numbers["count"] = Count;
        for (int i = 0; i < _copies.Length; i++)
            state.Tensors[$"copy.{i}"] = _copies[i];
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        using var scope = NewDisposeScope();
        var loaded = Enumerable.Range(0, state.Tensors.Count).Select(i => state.Tensors[$"copy.{i}"].clone().DetachFromDisposeScope()).ToArray();
        Dispose();
        (_copies, Count) = (loaded, (long)state.Number("count"));
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
        _copies = [];
        GC.SuppressFinalize(this);
    }

    private sealed class SwapBack(WeightCopies owner, IReadOnlyList<Tensor> parameters) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (!_done)
                owner.Exchange(parameters);
            _done = true;
        }
    }
}
